//! Ids that outlive a build: hashes of what is named, never positions.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::Predicate;

fn first_eight_bytes(hash: &blake3::Hash) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_be_bytes(bytes)
}

fn parse(text: &str, letter: char) -> Option<u64> {
    let digits = text.strip_prefix(letter)?;
    let lower = digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if digits.len() != 16 || !lower {
        return None;
    }
    u64::from_str_radix(digits, 16).ok()
}

macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident, $letter:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// Reads the written form back; anything else gives `None`.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                parse(text, $letter).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{:016x}", $letter, self.0)
            }
        }

        // Readable where people read (JSON), eight bytes where machines do (the index).
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_u64(self.0) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    return Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an id"));
                }
                u64::deserialize(deserializer).map(Self)
            }
        }
    };
}

id_type! {
    /// Id of an entity: `e` and 16 hexadecimal digits, from its key alone. Orders as its written form does.
    EntityId, 'e'
}

id_type! {
    /// Id of a relation: `r` and 16 hexadecimal digits, from subject, predicate and object.
    RelationId, 'r'
}

impl EntityId {
    /// The id of the entity with this key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        Self(first_eight_bytes(&blake3::hash(key.as_bytes())))
    }
}

impl RelationId {
    /// The id of an edge. Of a symmetric predicate the ends must already be in order.
    #[must_use]
    pub fn of(subject: EntityId, predicate: Predicate, object: EntityId) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&subject.0.to_be_bytes());
        hasher.update(predicate.code().as_bytes());
        hasher.update(&object.0.to_be_bytes());
        Self(first_eight_bytes(&hasher.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_back() {
        let id = EntityId::of("禄丰市|532302");
        let text = id.to_string();
        assert_eq!(text.len(), 17);
        assert_eq!(EntityId::parse(&text), Some(id));
        assert_eq!(EntityId::parse(&text.to_uppercase()), None);
        assert_eq!(RelationId::parse(&text), None);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
    }

    #[test]
    fn direction_and_predicate_tell_edges_apart() {
        let (a, b) = (EntityId::of("甲"), EntityId::of("乙"));
        let there = RelationId::of(a, Predicate::Supplies, b);
        assert_ne!(there, RelationId::of(b, Predicate::Supplies, a));
        assert_ne!(there, RelationId::of(a, Predicate::Operates, b));
    }
}
