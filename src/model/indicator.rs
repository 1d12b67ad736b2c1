//! Figures with their period, and stages of projects.

use serde::{Deserialize, Serialize};

use super::entity::coded_enum;
use super::{Basis, Evidence, PartialDate};

/// The time that a figure or a stage holds for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// The words (今年上半年, 1—7月).
    pub text: String,
    /// First day, where it could be resolved.
    pub start: Option<PartialDate>,
    /// Last day.
    pub end: Option<PartialDate>,
    /// `Stated` where the words give the year, `Inferred` where the year was taken from elsewhere in the text.
    pub basis: Basis,
}

/// A figure about an entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Index in [`super::Extraction::entities`].
    pub about: u32,
    /// What is counted (地区生产总值).
    pub name: String,
    /// The number as written (2216).
    pub value: f64,
    /// Upper end, where a range is given (50—60).
    pub upper: Option<f64>,
    /// The unit as written, multiplier included (亿元).
    pub unit: String,
    /// In the unit without its multiplier (221600000000 for 2216 亿元).
    pub value_normalised: f64,
    /// 超, 约, 近, 以上, …; empty where the figure is plain.
    pub qualifier: String,
    /// When.
    pub period: Option<Period>,
    /// 同比增长9.2%, 占渝东北片区比重45.3%, 居全市第九.
    pub comparison: Vec<String>,
    /// A count that the text states, where names are listed for it (7大平台): how many of them are named.
    pub named: Option<u32>,
    /// Name of the rule.
    pub rule: String,
    /// The words that say it.
    pub evidence: Evidence,
}

coded_enum! {
    /// Stages of a project, in order.
    StageKind {
        /// Being thought of.
        Conceived = "谋划", "conceived";
        /// Preparatory work.
        Preparation = "前期工作", "preparation";
        /// Feasibility study.
        Feasibility = "可研", "feasibility";
        /// Approved.
        Approved = "获批", "approved";
        /// Contract signed.
        Signed = "签约", "signed";
        /// Ground being levelled.
        Levelling = "平场", "levelling";
        /// Construction begun.
        Started = "开工", "started";
        /// Under construction.
        UnderConstruction = "在建", "under construction";
        /// Completed.
        Completed = "完工", "completed";
        /// In use.
        InUse = "投用", "in use";
        /// Withdrawn.
        Withdrawn = "撤销", "withdrawn";
    }
}

/// A stage that a project has reached, as one sentence says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Index in [`super::Extraction::entities`].
    pub project: u32,
    /// Which.
    pub stage: StageKind,
    /// Share done, 0 to 100, where given.
    pub percent: Option<f64>,
    /// When.
    pub period: Option<Period>,
    /// Name of the rule.
    pub rule: String,
    /// The words that say it.
    pub evidence: Evidence,
}
