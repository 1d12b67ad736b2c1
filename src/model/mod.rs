//! Pure data: what the stages hand to one another. Needs serde alone.

mod date;
mod document;
mod entity;
mod evidence;
mod extraction;
mod indicator;
mod relation;
mod span;
mod token;

pub use date::{Based, Basis, PartialDate, days_in_month};
pub use document::{Document, LineStart, OffsetMap, OffsetRun, Paragraph, Zone};
pub use entity::{Alias, AliasScope, Entity, EntityType, Level, Mention};
pub use evidence::{Antecedent, Evidence, Grade, Modality};
pub use extraction::Extraction;
pub use indicator::{Indicator, Period, Stage, StageKind};
pub use relation::{Predicate, Relation};
pub use span::Span;
pub use token::{PartOfSpeech, Token};
