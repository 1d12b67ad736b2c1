//! The frame of every answer that lists.

use serde::Serialize;

/// Name and version of the shape of answers.
pub const SCHEMA: &str = "tupu/1";

/// A list of results with the question that it answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer<Q, R> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The question.
    pub query: Q,
    /// How many results there are, those left out of `results` included.
    pub total: u64,
    /// Results in order.
    pub results: Vec<R>,
}

impl<Q, R> Answer<Q, R> {
    /// All results of a question.
    #[must_use]
    pub fn whole(query: Q, results: Vec<R>) -> Self {
        Self { schema: SCHEMA, query, total: results.len() as u64, results }
    }

    /// `limit` results after the first `offset`; `total` counts all.
    #[must_use]
    pub fn part(query: Q, results: Vec<R>, offset: usize, limit: Option<usize>) -> Self {
        let total = results.len() as u64;
        let results = results.into_iter().skip(offset).take(limit.unwrap_or(usize::MAX)).collect();
        Self { schema: SCHEMA, query, total, results }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_still_tells_how_many_there_are() {
        let answer = Answer::part("q", vec![1, 2, 3, 4], 1, Some(2));
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(text, r#"{"schema":"tupu/1","query":"q","total":4,"results":[2,3]}"#);
    }
}
