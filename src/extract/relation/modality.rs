//! Whether a clause claims a thing as done, under way or planned, or does not claim it.

use crate::lexicon::pattern::ModalityWords;
use crate::model::Modality;

/// What a cue claims, given the words `before` it (from the subject, or the clause's begin); `None` where it is denied or
/// only wished for.
pub(crate) fn modality(words: &ModalityWords, before: &str, cue: &str) -> Option<Modality> {
    let holds = |list: &[String], text: &str| list.iter().any(|word| text.contains(word.as_str()));
    let near = last_characters(before, 6);
    if words.negated.iter().any(|word| near.ends_with(word.as_str())) || holds(&words.hoped, before) {
        return None;
    }
    // 未与甲签约: the negation stands before the preposition.
    let denied = |at: usize| words.negated.iter().any(|negation| before[..at].ends_with(negation.as_str()));
    if ["与", "和", "同", "为", "向", "对", "在", "由", "把", "将"]
        .iter()
        .any(|word| before.match_indices(word).any(|(at, _)| denied(at)))
    {
        return None;
    }
    if holds(&words.planned, before) || words.planned.iter().any(|word| cue.starts_with(word.as_str())) {
        return Some(Modality::Planned);
    }
    if holds(&words.ongoing, before) || words.ongoing.iter().any(|word| cue.starts_with(word.as_str())) {
        return Some(Modality::Ongoing);
    }
    Some(Modality::Done)
}

/// The last `count` characters of `text`.
pub(crate) fn last_characters(text: &str, count: usize) -> &str {
    match text.char_indices().rev().nth(count.saturating_sub(1)) {
        Some((at, _)) if count > 0 => &text[at..],
        _ if count == 0 => "",
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn words_before_the_cue_decide() {
        let lexicon = Lexicon::default();
        let words = &lexicon.relation_rules().modality;
        assert_eq!(modality(words, "已", "建成"), Some(Modality::Done));
        assert_eq!(modality(words, "正加快", "建设"), Some(Modality::Ongoing));
        assert_eq!(modality(words, "今年将", "建设"), Some(Modality::Planned));
        assert_eq!(modality(words, "尚未", "建成"), None);
        assert_eq!(modality(words, "希望能够", "建成"), None);
    }
}
