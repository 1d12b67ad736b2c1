//! Figures about named entities: what is counted, how much, whose, when, and against what.

pub(crate) mod choice;
mod comparison;
mod name;
mod named;
mod owner;
mod when;
mod words;

use crate::extract::context::{Context, Named};
use crate::extract::number::{Quantity, UnitKind, quantities};
use crate::extract::period::Times;
#[cfg(test)]
use crate::model::EntityType;
use crate::model::{Evidence, Indicator, Span};

use comparison::Role;
use owner::{Counted, Owners};
use when::Told;

/// Most characters of an evidence.
const EVIDENCE_LIMIT: usize = 250;

/// Figures by place.
pub(crate) fn extract(context: &Context, named: &Named, times: &Times) -> Vec<Indicator> {
    let sentence_start = sentence_starts(context);
    let owners = Owners::new(context, named, times, &sentence_start);
    Reader { context, named, times, owners, sentence_start: &sentence_start }.read()
}

/// A figure on its way to an indicator.
struct Figure {
    quantity: Quantity,
    clause: usize,
    role: Role,
    name: String,
}

/// What was chosen for the figure before.
struct Previous {
    owner: Option<u32>,
    /// Index of its time.
    time: Option<u32>,
    /// First clause of its sentence.
    sentence: usize,
}

impl Figure {
    /// What the choice of its owner sees.
    fn counted(&self, follows: bool, previous: Option<(Option<u32>, bool)>) -> Counted<'_> {
        let (clause, role) = (self.clause, self.role);
        Counted { quantity: &self.quantity, clause, role, name: &self.name, follows, previous }
    }
}

struct Reader<'a> {
    context: &'a Context<'a>,
    named: &'a Named,
    times: &'a Times,
    owners: Owners<'a>,
    /// First clause of the sentence of each clause. A sentence here ends at 。！？ or a line feed.
    sentence_start: &'a [usize],
}

impl Reader<'_> {
    fn read(&self) -> Vec<Indicator> {
        let skip = self.skipped();
        let mut out: Vec<Indicator> = Vec::new();
        // The figure that growth and shares in the same sentence compare, and its clause.
        let mut head: Option<(usize, usize)> = None;
        let mut previous: Option<Previous> = None;
        for quantity in quantities(self.context.text(), &skip) {
            let Some(mut figure) = self.figure(quantity) else { continue };
            let first = self.sentence_start[figure.clause];
            head = head.filter(|(_, clause)| self.sentence_start[*clause] == first);
            let compares = match figure.role {
                Role::Comparison | Role::Share => true,
                Role::Growth => figure.name.is_empty(),
                Role::Plain => false,
            };
            if compares && let Some((index, _)) = head {
                out[index].comparison.push(self.comparison_words(&figure));
            }
            if compares && figure.role != Role::Share {
                continue;
            }
            // 产值100亿元，占全省比重5%: the sum before it names what has the share; a count is more often of members.
            if figure.role == Role::Share
                && figure.name.starts_with('占')
                && let Some((index, _)) = head
                && out[index].unit.ends_with('元')
            {
                figure.name.insert_str(0, &out[index].name);
            }
            let (made, time) = self.indicators(&figure, head.is_some(), previous.as_ref());
            let owner = made.last().map(|indicator| indicator.about);
            previous = Some(Previous { owner, time, sentence: first });
            if !made.is_empty() && figure.role != Role::Share {
                head = Some((out.len(), figure.clause));
            }
            out.extend(made);
        }
        self.add_ranks(&mut out);
        for indicator in &mut out {
            indicator.named = named::count(self.context, self.named, indicator);
        }
        // 三大优势, 十大行动 are figures of speech where nothing is named for them.
        out.retain(|indicator| indicator.named.is_some() || indicator.rule != "stated count");
        out
    }

    /// Mentions and times: no figure is read from within them.
    fn skipped(&self) -> Vec<Span> {
        let mut spans: Vec<Span> = self.named.mentions.iter().map(|mention| mention.span).collect();
        spans.extend(self.times.expressions.iter().map(|expression| expression.span));
        spans.sort_unstable();
        spans
    }

    fn figure(&self, quantity: Quantity) -> Option<Figure> {
        let text = self.context.text();
        if !self.context.document.zone_at(quantity.span.start).is_story() || !is_countable(&quantity, text) {
            return None;
        }
        let clause = self.context.clause_at(quantity.span.start)?;
        let span = self.context.clauses[clause].span;
        let head = Span { start: span.start, end: quantity.whole.start.max(span.start) };
        let tail = Span { start: quantity.whole.end, end: span.end.max(quantity.whole.end) };
        let role = comparison::role(head.of(text), &quantity, tail.of(text));
        let phrase = name::Phrases { context: self.context, named: self.named, times: self.times };
        let name = match role {
            Role::Comparison => String::new(),
            Role::Growth => phrase.before_growth(head),
            Role::Share => phrase.of_share(head),
            Role::Plain => phrase.plain(span, &quantity),
        };
        if role == Role::Plain && (name.is_empty() || words::words().vague.contains(name.as_str())) {
            return None;
        }
        Some(Figure { quantity, clause, role, name })
    }

    /// The indicators that a figure makes, one for each owner, and the index of its time.
    fn indicators(&self, figure: &Figure, follows: bool, previous: Option<&Previous>) -> (Vec<Indicator>, Option<u32>) {
        let first = self.sentence_start[figure.clause];
        let before = previous.map(|previous| (previous.owner, previous.sentence == first));
        let owners = self.owners.of(&figure.counted(follows, before));
        let Some(kind) = owners.first().and_then(|owner| self.owners.kind(owner.0)) else { return (Vec::new(), None) };
        let before = previous.map(|previous| (previous.time, previous.sentence == first));
        let time = self.when(figure, &Told { kind, previous: before });
        let period = time.map(|index| self.times.periods[index].clone());
        let is_stated = figure.quantity.span.of(self.context.text()).ends_with('大');
        let evidence = self.evidence(figure, &owners);
        let comparison = if figure.role == Role::Growth { vec![self.comparison_words(figure)] } else { Vec::new() };
        let made = owners
            .into_iter()
            .map(|(about, _)| Indicator {
                about,
                name: figure.name.clone(),
                value: figure.quantity.value,
                upper: figure.quantity.upper,
                unit: figure.quantity.unit.clone(),
                value_normalised: figure.quantity.normalised(),
                qualifier: figure.quantity.qualifier.clone(),
                period: period.clone(),
                comparison: comparison.clone(),
                named: None,
                rule: if is_stated { "stated count" } else { figure.role.rule() }.to_owned(),
                evidence: evidence.clone(),
            })
            .collect();
        (made, time.map(|index| index as u32))
    }

    /// Whether a time is one that figures behind it hold for: no 近日, no year compared with (比2019年), no 全年计划.
    fn dates_figures(&self, index: usize) -> bool {
        let text = self.context.text();
        let expression = &self.times.expressions[index];
        let before = &text[..expression.span.start as usize];
        let after = &text[expression.span.end as usize..];
        let is_compared = before.ends_with(['比', '较', '占', '为', '从']);
        let is_planned = ["计划", "目标", "任务", "预算"].iter().any(|word| after.starts_with(word));
        !is_compared && !is_planned
    }

    /// Growth, share or rank as written, from its cue to the end of the figure.
    fn comparison_words(&self, figure: &Figure) -> String {
        let span = self.context.clauses[figure.clause].span;
        let head = Span { start: span.start, end: figure.quantity.whole.end.max(span.start) };
        comparison::words_of(head.of(self.context.text())).to_owned()
    }

    /// The clause of the figure, widened to the clause of its owner where both fit.
    fn evidence(&self, figure: &Figure, owners: &[owner::Owner]) -> Evidence {
        let mut span = self.context.clauses[figure.clause].span;
        for (_, owner) in owners {
            let Some(clause) = self.context.clause_at(owner.start) else { continue };
            let wide = span.cover(self.context.clauses[clause].span);
            if wide.of(self.context.text()).chars().count() <= EVIDENCE_LIMIT {
                span = wide;
            }
        }
        let words = span.of(self.context.text());
        let length = words.trim_end_matches(['，', '\n', ' ']).len();
        self.context.document.evidence(Span::new(span.start as usize, span.start as usize + length))
    }

    /// Adds 居全市第九 to the figure that it follows.
    fn add_ranks(&self, out: &mut [Indicator]) {
        let text = self.context.text();
        for indicator in out.iter_mut() {
            let Some(clause) = self.context.clause_at(indicator.evidence.span.end.saturating_sub(1)) else { continue };
            let first = self.sentence_start[clause];
            for next in clause..(clause + 3).min(self.context.clauses.len()) {
                let words = self.context.clauses[next].span.of(text);
                let has_figure = words.contains(|c: char| crate::extract::number::digit(c).is_some());
                if self.sentence_start[next] != first || (next > clause && has_figure) {
                    break;
                }
                if let Some(rank) = comparison::rank(words) {
                    // 其中X总量位居全省第九 ranks X.
                    let span = self.context.clauses[next].span;
                    let cue = span.start + words.find(rank).unwrap_or_default() as u32;
                    let from = self.named.mentions.partition_point(|mention| mention.span.start < span.start);
                    let before = self.named.mentions[from..].iter().take_while(|mention| mention.span.end <= cue);
                    if before.last().is_some_and(|mention| mention.entity != indicator.about) {
                        break;
                    }
                    indicator.comparison.push(rank.to_owned());
                    break;
                }
            }
        }
    }
}

/// The choices of owner and, for figures that have an owner of the kind that `kind_of` tells, those of time, as the
/// fitting of their weights sees them.
#[cfg(test)]
pub(crate) fn instances(
    context: &Context,
    named: &Named,
    times: &Times,
    kind_of: &dyn Fn(f64, &str) -> Option<EntityType>,
) -> (Vec<choice::fit::Instance>, Vec<choice::fit::Instance>) {
    let sentence_start = sentence_starts(context);
    let owners = Owners::new(context, named, times, &sentence_start);
    let reader = Reader { context, named, times, owners, sentence_start: &sentence_start };
    let (mut of_owner, mut of_time) = (Vec::new(), Vec::new());
    let mut head: Option<usize> = None;
    for quantity in quantities(context.text(), &reader.skipped()) {
        let Some(figure) = reader.figure(quantity) else { continue };
        let first = sentence_start[figure.clause];
        let follows = head == Some(first);
        if figure.role == Role::Comparison || (follows && figure.role == Role::Growth && figure.name.is_empty()) {
            continue;
        }
        head = Some(first);
        of_owner.push(reader.owners.instance(&figure.counted(follows, None)));
        if let Some(kind) = kind_of(figure.quantity.value, &figure.quantity.unit) {
            of_time.push(reader.time_instance(&figure, &Told { kind, previous: None }));
        }
    }
    (of_owner, of_time)
}

/// Index of the first clause of each clause's sentence.
pub(crate) fn sentence_starts(context: &Context) -> Vec<usize> {
    let mut starts = Vec::with_capacity(context.clauses.len());
    let mut first = 0;
    for (index, clause) in context.clauses.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &context.clauses[before]);
        if before.is_some_and(|before| {
            matches!(before.mark, '。' | '！' | '？' | '\n') || before.sentence != clause.sentence
        }) {
            first = index;
        }
        starts.push(first);
    }
    starts
}

/// Whether a number in Chinese numerals is a count or a sum for sure.
fn is_plain_measure_word(quantity: &Quantity) -> bool {
    const WORDS: [&str; 24] = [
        "个", "家", "座", "条", "项", "所", "名", "位", "人", "户", "件", "场", "栋", "幢", "艘", "列", "套", "台",
        "辆", "处", "起", "支", "款", "批",
    ];
    quantity.scale > 1.0
        || WORDS.contains(&quantity.unit.as_str())
        || matches!(quantity.kind, UnitKind::Money | UnitKind::Percent)
}

/// Whether a quantity can be a figure that a data desk keeps: no age, ordinal, duration, ratio, size of a product.
fn is_countable(quantity: &Quantity, text: &str) -> bool {
    match quantity.kind {
        UnitKind::NotFigure | UnitKind::Duration | UnitKind::Multiple => return false,
        UnitKind::Bare if quantity.scale == 1.0 || quantity.is_chinese => return false,
        UnitKind::Count if quantity.is_chinese && quantity.value < 2.0 => return false,
        // 二级, 三期, 一百米 are words; a count in Chinese numerals has a plain measure word.
        _ if quantity.is_chinese && !is_plain_measure_word(quantity) => return false,
        _ => {}
    }
    // 20万吨级 is a class, 前100名 and 每100人 are no counts.
    let rest = &text[quantity.whole.end as usize..];
    let before = text[..quantity.whole.start as usize].chars().next_back();
    // 亿元以上项目, 60岁及以上老人: a bound that a class of things is told by.
    let tail = quantity.whole.end.saturating_sub(quantity.span.end) as usize;
    let is_bound = tail > 0
        && quantity.whole.of(text).ends_with(['上', '下'])
        && rest.starts_with(|c: char| c.is_alphabetic() && c != '的');
    !is_bound && !rest.starts_with('级') && !matches!(before, Some('前' | '每' | '第'))
}
