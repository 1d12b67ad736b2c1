//! Stages of named projects.

use crate::extract::context::{Context, Named};
use crate::model::Stage;

/// Stages by place.
pub(crate) fn extract(_context: &Context, _named: &Named) -> Vec<Stage> {
    Vec::new()
}
