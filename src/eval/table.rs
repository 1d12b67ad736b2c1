//! The table that people read.

use std::fmt;

use super::Score;

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} passages, {} of them not in the output", self.documents, self.missing)?;
        for (name, figure) in &self.figures {
            writeln!(
                f,
                "{name:10} P {:.3}  R {:.3}  F1 {:.3}   ({} gold, {} predicted)",
                figure.p, figure.r, figure.f1, figure.gold, figure.predicted
            )?;
        }
        writeln!(f, "  evidence shows both ends of {} of {} right relations", self.shown.0, self.shown.1)?;
        for (grade, count) in &self.grades {
            let share = count.right as f64 / count.of.max(1) as f64;
            writeln!(f, "  relations of grade {grade}: {} of {} right ({share:.3})", count.right, count.of)?;
        }
        for (key, figure) in &self.by {
            let (name, kind) = key.split_once(':').unwrap_or((key, ""));
            writeln!(
                f,
                "  {name:8} {kind:16} P {:.3}  R {:.3}  F1 {:.3}   ({} gold, {} predicted)",
                figure.p, figure.r, figure.f1, figure.gold, figure.predicted
            )?;
        }
        Ok(())
    }
}
