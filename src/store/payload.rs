//! What rides in tantivy's commit, and so becomes visible in the one moment in which the commit does.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

use super::manifest::FORMAT_VERSION;
use super::section::FileReference;

/// Names the manifest, which names everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// Format of the index folder.
    pub(crate) format: u32,
    /// Counts commits; tells two commits of equal content apart.
    pub(crate) generation: u64,
    /// The manifest's file.
    pub(crate) manifest: FileReference,
}

impl Payload {
    /// As JSON, well below 1 KB.
    pub(crate) fn encode(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Invalid(format!("the commit cannot be written: {error}")))
    }

    /// Reads what [`Payload::encode`] wrote, of this format alone.
    pub(crate) fn decode(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct FormatOnly {
            format: u32,
        }
        let damaged = |error: serde_json::Error| Error::Damaged {
            place: "meta.json".to_owned(),
            reason: format!("the commit's payload cannot be read: {error}"),
        };
        let FormatOnly { format } = serde_json::from_str(text).map_err(damaged)?;
        if format != FORMAT_VERSION {
            let hint = if format > FORMAT_VERSION {
                "use a newer tupu, or another index folder"
            } else {
                "build it anew with `tupu index --force`"
            };
            return Err(Error::Format { found: format, expected: FORMAT_VERSION, hint });
        }
        serde_json::from_str(text).map_err(damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_format_is_named_and_not_called_damage() {
        let manifest = FileReference { name: "manifest-0.tupu".into(), bytes: 9, hash: "0".repeat(64) };
        let payload = Payload { format: FORMAT_VERSION, generation: 4, manifest };
        let text = payload.encode().unwrap();
        assert!(text.len() < 1000);
        assert_eq!(Payload::decode(&text).unwrap(), payload);
        assert_eq!(Payload::decode(r#"{"format":99,"other":1}"#).unwrap_err().code(), "format");
        assert_eq!(Payload::decode("{").unwrap_err().code(), "damaged");
    }
}
