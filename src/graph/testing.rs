//! A small graph for tests, told by sentences of its own.

use super::{DocumentRecord, Graph, Merger};
use crate::model::{
    Alias, AliasScope, Based, Basis, Entity, EntityType, Evidence, Extraction, Grade, Indicator, Level, Mention,
    Modality, PartialDate, Period, Predicate, Relation, Span, Stage, StageKind, Zone,
};

/// Writes an extraction down by hand.
#[derive(Debug, Default)]
pub(crate) struct Teller {
    extraction: Extraction,
    at: u32,
}

impl Teller {
    /// Adds an entity; `key` is `name` or `name|more`.
    pub(crate) fn entity(&mut self, key: &str, kind: EntityType) -> u32 {
        if let Some(at) = self.extraction.entities.iter().position(|entity| entity.key == key) {
            return at as u32;
        }
        let name = super::name::name_of_key(key).to_owned();
        let entity = Entity { key: key.to_owned(), name, kind, level: None, parent: None, aliases: Vec::new() };
        self.extraction.entities.push(entity);
        self.extraction.entities.len() as u32 - 1
    }

    pub(crate) fn district(&mut self, key: &str, level: Level, parent: &str) -> u32 {
        let index = self.entity(key, EntityType::District);
        let entity = &mut self.extraction.entities[index as usize];
        entity.level = Some(level);
        entity.parent = (!parent.is_empty()).then(|| parent.to_owned());
        index
    }

    pub(crate) fn alias(&mut self, entity: u32, name: &str, scope: AliasScope) {
        self.extraction.entities[entity as usize].aliases.push(Alias { name: name.to_owned(), scope });
    }

    pub(crate) fn mention(&mut self, entity: u32, zone: Zone) {
        self.at += 1;
        let span = Span::new(self.at as usize, self.at as usize + 1);
        self.extraction.mentions.push(Mention { span, entity, zone, rule: "test".to_owned() });
    }

    pub(crate) fn evidence(&mut self, text: &str, zone: Zone) -> Evidence {
        self.at += 1000;
        let span = Span::new(self.at as usize, self.at as usize + text.len());
        let end = self.at + text.chars().count() as u32;
        Evidence { span, start: self.at, end, line: self.at / 1000, zone, text: text.to_owned() }
    }

    /// Adds a relation of grade B, done, and gives it back for changes.
    pub(crate) fn relation(
        &mut self,
        subject: u32,
        predicate: Predicate,
        object: u32,
        evidence: &Evidence,
    ) -> &mut Relation {
        self.extraction.relations.push(Relation {
            subject,
            predicate,
            object,
            grade: Grade::B,
            modality: Modality::Done,
            rule: format!("test_{}", predicate.code()),
            title: None,
            with: Vec::new(),
            evidence: evidence.clone(),
            antecedent: None,
        });
        self.extraction.relations.last_mut().expect("just put in")
    }

    /// Adds a figure in 亿元.
    pub(crate) fn indicator(&mut self, about: u32, name: &str, value: f64, period: Period, evidence: &Evidence) {
        self.extraction.indicators.push(Indicator {
            about,
            name: name.to_owned(),
            value,
            upper: None,
            unit: "亿元".to_owned(),
            value_normalised: value * 1e8,
            qualifier: String::new(),
            period: Some(period),
            comparison: Vec::new(),
            named: None,
            rule: "test_figure".to_owned(),
            evidence: evidence.clone(),
        });
    }

    pub(crate) fn compare(&mut self, comparison: &str) {
        self.extraction.indicators.last_mut().expect("a figure").comparison.push(comparison.to_owned());
    }

    pub(crate) fn stage(&mut self, project: u32, stage: StageKind, percent: Option<f64>, evidence: &Evidence) {
        let rule = "test_stage".to_owned();
        self.extraction.stages.push(Stage { project, stage, percent, period: None, rule, evidence: evidence.clone() });
    }

    pub(crate) fn told(self) -> Extraction {
        self.extraction
    }
}

pub(crate) fn record(path: &str, article: u32, date: Option<&str>) -> DocumentRecord {
    let date = date.and_then(PartialDate::parse).map(|value| Based { value, basis: Basis::Stated });
    DocumentRecord {
        id: format!("{path}#{article}"),
        path: path.to_owned(),
        article,
        title: "滇中协同发展".to_owned(),
        date,
        source: None,
    }
}

fn period(text: &str, start: &str, end: &str, basis: Basis) -> Period {
    Period { text: text.to_owned(), start: PartialDate::parse(start), end: PartialDate::parse(end), basis }
}

/// Three articles about a bloc, a railway and its companies.
pub(crate) fn documents() -> Vec<(DocumentRecord, Extraction)> {
    let mut first = Teller::default();
    let bloc = first.entity("滇中", EntityType::Bloc);
    let lufeng = first.district("禄丰市|532302", Level::County, "楚雄彝族自治州|532300");
    let yuanmou = first.district("元谋县|532328", Level::County, "楚雄彝族自治州|532300");
    let province = first.district("云南省|530000", Level::Province, "");
    let railway = first.entity("滇中城际铁路", EntityType::Project);
    first.alias(lufeng, "禄丰", AliasScope::Global);
    for entity in [bloc, bloc, bloc, lufeng, lufeng, yuanmou, province, railway] {
        first.mention(entity, Zone::Body);
    }
    let definition = first.evidence("滇中板块是指禄丰市和元谋县，", Zone::Body);
    for member in [lufeng, yuanmou] {
        first.relation(bloc, Predicate::HasMember, member, &definition).grade = Grade::A;
    }
    let opening = first.evidence("滇中城际铁路的开通，让滇中的往来更快。", Zone::Caption);
    first.relation(railway, Predicate::Promotes, bloc, &opening).grade = Grade::C;
    let again = first.evidence("滇中城际铁路带动滇中加快发展。", Zone::Body);
    first.relation(railway, Predicate::Promotes, bloc, &again);
    let together = first.evidence("元谋县与禄丰市携手共建产业园，", Zone::Body);
    first.relation(yuanmou, Predicate::CooperatesWith, lufeng, &together);
    let where_it_is = first.evidence("位于云南省的滇中城际铁路，", Zone::Body);
    first.relation(railway, Predicate::LocatedIn, province, &where_it_is);
    let above = first.evidence("云南省元谋县", Zone::Body);
    first.relation(yuanmou, Predicate::PartOf, province, &above);
    let figure = first.evidence("2022年，滇中地区生产总值达到860亿元，同比增长7.1%；", Zone::Body);
    first.indicator(bloc, "地区生产总值", 860.0, period("2022年", "2022", "2022", Basis::Stated), &figure);
    first.compare("同比增长7.1%");
    let half = first.evidence("今年上半年，地区生产总值达到430.5亿元。", Zone::Body);
    first.indicator(bloc, "地区生产总值", 430.5, period("今年上半年", "2023-01", "2023-06", Basis::Inferred), &half);
    let progress = first.evidence("滇中城际铁路已完成工程量的60%，", Zone::Body);
    first.stage(railway, StageKind::UnderConstruction, Some(60.0), &progress);

    let mut second = Teller::default();
    let bloc = second.entity("滇中", EntityType::Bloc);
    let (foundry, works) =
        (second.entity("禄丰新创铸造厂", EntityType::Company), second.entity("元谋机械公司", EntityType::Company));
    let bureau = second.entity("禄丰市水务局", EntityType::Agency);
    let person = second.entity("李丽华|禄丰市水务局", EntityType::Person);
    let plan = second.entity("《滇中发展规划》", EntityType::Policy);
    second.alias(plan, "《规划》", AliasScope::Article);
    for entity in [foundry, works, bureau, person, person, plan, bloc] {
        second.mention(entity, Zone::Body);
    }
    let author = second.entity("周桂珍", EntityType::Person);
    second.mention(author, Zone::Byline);
    let byline = second.evidence("本报记者 周桂珍 发自禄丰市水务局", Zone::Byline);
    second.relation(author, Predicate::HoldsPost, bureau, &byline).grade = Grade::D;
    let supply = second.evidence("禄丰新创铸造厂为元谋机械公司供应铸件，", Zone::Body);
    second.relation(foundry, Predicate::Supplies, works, &supply);
    let post = second.evidence("禄丰市水务局副局长李丽华介绍，", Zone::Body);
    second.relation(person, Predicate::HoldsPost, bureau, &post).title = Some("副局长".to_owned());
    let scope = second.evidence("《滇中发展规划》涵盖滇中，", Zone::Body);
    second.relation(plan, Predicate::AppliesTo, bloc, &scope).modality = Modality::Planned;
    let share = second.evidence("上年地区生产总值860亿元，占全省比重12%，", Zone::Body);
    second.indicator(bloc, "地区生产总值", 860.0, period("上年", "2022", "2022", Basis::Inferred), &share);
    second.compare("占全省比重12%");

    let mut third = Teller::default();
    let gulou = third.district("鼓楼区|350102", Level::County, "福州市|350100");
    let other = third.district("鼓楼区|320106", Level::County, "南京市|320100");
    let railway = third.entity("滇中城际铁路", EntityType::Place);
    for entity in [gulou, other, railway] {
        third.mention(entity, Zone::Body);
    }
    vec![
        (record("报告/a.txt", 1, Some("2023-06-01")), first.told()),
        (record("报告/b.txt", 2, Some("2023")), second.told()),
        (record("报告/c.txt", 1, None), third.told()),
    ]
}

/// The graph of [`documents`].
pub(crate) fn sample() -> Graph {
    let mut merger = Merger::new();
    for (record, extraction) in documents() {
        merger.add(&record, &extraction);
    }
    merger.finish()
}
