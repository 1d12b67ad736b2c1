//! The sample page, end to end: the documents, stories and search lines that are owed on it. The page is not part of this
//! repository; where it is absent the tests say so.

use std::path::PathBuf;

use tempfile::TempDir;
use tupu::graph::{EntityFilter, FactFilter, PathFilter, RelationFilter, RelationRow};
use tupu::model::{EntityType, Grade, Predicate};
use tupu::pipeline::Indexer;
use tupu::query::Index;

fn page() -> Option<PathBuf> {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let page = shared.join("sample/page.txt");
    if !page.exists() {
        println!("skipped: the sample page is not beside this checkout");
        return None;
    }
    Some(page)
}

fn index() -> Option<(TempDir, Index)> {
    let page = page()?;
    let folder = TempDir::new().unwrap();
    Indexer::new(folder.path()).path(page).run().unwrap();
    let index = Index::open(folder.path()).unwrap();
    Some((folder, index))
}

fn relations(index: &Index, name: &str, predicates: &[Predicate]) -> Vec<RelationRow> {
    let filter = RelationFilter {
        about: index.nodes(name).unwrap(),
        predicates: predicates.to_vec(),
        ..RelationFilter::default()
    };
    index.relations(&filter)
}

#[test]
fn the_page_is_two_documents() {
    let Some((_folder, index)) = index() else { return };
    let documents = index.documents();
    let ids: Vec<&str> = documents.iter().map(|document| document.doc.as_str()).collect();
    assert_eq!(ids, ["sample/page.txt#1", "sample/page.txt#2"]);
    assert!(documents[1].title.contains("公办养老机构国企化改革"), "{}", documents[1].title);
}

#[test]
fn story_1_which_districts_form_the_bloc() {
    let Some((_folder, index)) = index() else { return };
    let rows = relations(&index, "万开云", &[Predicate::HasMember]);
    let mut members: Vec<&str> = rows.iter().map(|row| row.object.name.as_str()).collect();
    members.sort_unstable();
    assert_eq!(members, ["万州区", "云阳县", "开州区"]);
    for row in &rows {
        assert_eq!(row.grade, Grade::A, "{row:?}");
        let evidence = row.evidence.iter().find(|evidence| evidence.line == 23).unwrap();
        assert!(evidence.text.contains("万开云板块是指万州区、开州区和云阳县"), "{}", evidence.text);
    }
}

#[test]
fn story_3_a_chain_of_relations_and_not_a_hub() {
    let Some((_folder, index)) = index() else { return };
    let (from, to) = (index.node("郑渝高铁").unwrap(), index.node("云阳县").unwrap());
    let answer = index.graph().paths(from, to, &PathFilter::default());
    let hops: Vec<(&str, Predicate, &str)> = answer.paths[0]
        .hops
        .iter()
        .map(|hop| (hop.relation.subject.name.as_str(), hop.relation.predicate, hop.relation.object.name.as_str()))
        .collect();
    assert_eq!(
        hops,
        [("郑渝高铁", Predicate::Promotes, "万开云"), ("万开云", Predicate::HasMember, "云阳县")],
        "{:?}",
        answer.paths[0]
    );
}

#[test]
fn story_4_a_figure_with_its_period() {
    let Some((_folder, index)) = index() else { return };
    let filter = FactFilter {
        about: index.nodes("万开云").unwrap(),
        indicator: Some("地区生产总值".to_owned()),
        ..FactFilter::default()
    };
    let rows = index.facts(&filter);
    let year = rows.iter().find(|row| row.value.0 == 2216.0).unwrap();
    assert_eq!(year.unit, "亿元");
    let period = year.period.as_ref().unwrap();
    assert_eq!((period.start.as_deref(), period.end.as_deref()), (Some("2021-01-01"), Some("2021-12-31")));
    assert!(year.comparison.iter().any(|words| words.contains("同比增长9.2%")), "{:?}", year.comparison);
    assert!(year.comparison.iter().any(|words| words.contains("45.3%")), "{:?}", year.comparison);
    let half: Vec<_> = rows.iter().filter(|row| row.value.0 == 1054.2).collect();
    assert_eq!(half.len(), 1, "one fact, however often it is said: {half:?}");
    assert_eq!(half[0].evidence.len(), 2, "{:?}", half[0].evidence);
    let period = half[0].period.as_ref().unwrap();
    assert_eq!((period.start.as_deref(), period.end.as_deref()), (Some("2022-01-01"), Some("2022-06-30")));
    assert_eq!(period.basis, tupu::model::Basis::Inferred);
}

#[test]
fn story_7_who_supplies_whom() {
    let Some((_folder, index)) = index() else { return };
    let filter = RelationFilter {
        predicates: vec![Predicate::Supplies, Predicate::CooperatesWith],
        with_kinds: vec![EntityType::Company],
        ..RelationFilter::default()
    };
    let rows = index.relations(&filter);
    let supplies: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| row.predicate == Predicate::Supplies)
        .map(|row| (row.subject.name.as_str(), row.object.name.as_str()))
        .collect();
    assert!(supplies.contains(&("开州创新铸造厂", "万州衡远科技")), "{supplies:?}");
    assert!(supplies.contains(&("云阳曲轴有限公司", "万州衡远科技")), "{supplies:?}");
    let partners = |a: &str, b: &str| {
        rows.iter().any(|row| {
            let pair = (row.subject.name.as_str(), row.object.name.as_str());
            row.predicate == Predicate::CooperatesWith && (pair == (a, b) || pair == (b, a))
        })
    };
    assert!(partners("万州长安跨越", "开州千能实业"), "{rows:?}");
    assert!(partners("万州长安跨越", "云阳三木汽车"), "{rows:?}");
    for row in &rows {
        for end in [&row.subject, &row.object] {
            assert!(!matches!(end.kind, Some(EntityType::Person | EntityType::Policy)), "{row:?}");
        }
    }
}

#[test]
fn story_8_who_is_named_on_the_page() {
    let Some((_folder, index)) = index() else { return };
    let card = &index.entity("朱江", None).unwrap()[0];
    let post = card.relations.iter().find(|row| row.predicate == Predicate::HoldsPost).unwrap();
    assert_eq!(post.object.name, "重庆市发展改革委");
    assert_eq!(post.title.as_deref(), Some("副主任"));
    let evidence = &post.evidence[0];
    assert_eq!(evidence.line, 29);
    assert!(evidence.text.contains("市发展改革委副主任朱江介绍"), "{}", evidence.text);
    let filter = EntityFilter { kinds: vec![EntityType::Person], ..EntityFilter::default() };
    let mut names: Vec<String> = index.entities(&filter).into_iter().map(|row| row.name).collect();
    names.sort();
    let mut owed = ["朱江", "高代玉", "丹舟梅", "吕俊男", "陈钰桦"];
    owed.sort_unstable();
    assert_eq!(names, owed);
}

#[test]
fn story_10_nothing_leaks_from_one_article_into_the_other() {
    let Some((_folder, index)) = index() else { return };
    let card = &index.entity("区域集团", None).unwrap()[0];
    assert_eq!(card.documents, 1, "the group is named in the second article alone");
    let rows = relations(&index, "区域集团", &[]);
    for row in &rows {
        for evidence in &row.evidence {
            assert_eq!(evidence.doc, "sample/page.txt#2", "{row:?}");
        }
    }
    let (from, to) = (index.node("区域集团").unwrap(), index.node("万开云").unwrap());
    let filter = PathFilter { avoid: index.graph().avoid("level:province").unwrap(), ..PathFilter::default() };
    assert!(index.graph().paths(from, to, &filter).paths.is_empty());
}
