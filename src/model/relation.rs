//! Typed relations between entities.

use serde::{Deserialize, Serialize};

use super::entity::coded_enum;
use super::{Antecedent, Evidence, Grade, Modality};

coded_enum! {
    /// The nineteen relations, subject → object.
    Predicate {
        /// bloc → district, bloc.
        HasMember = "has_member", "包含";
        /// district → district above; org → org; project → larger project; bloc → larger bloc.
        PartOf = "part_of", "隶属";
        /// project, place, institution, company, event → district, bloc, place, project.
        LocatedIn = "located_in", "位于";
        /// agency → district or bloc it serves.
        AgencyOf = "agency_of", "所属";
        /// project → district, place, bloc.
        Connects = "connects", "连接";
        /// district, org, bloc → project, place, institution.
        Builds = "builds", "建设";
        /// org, district → project, company, institution, district.
        InvestsIn = "invests_in", "投资";
        /// org → project, institution, place.
        Operates = "operates", "运营";
        /// org → org, project.
        Supplies = "supplies", "供应";
        /// org, district, bloc — same; symmetric.
        CooperatesWith = "cooperates_with", "合作";
        /// org, district → org, bloc.
        Establishes = "establishes", "设立";
        /// org, district → policy.
        Issues = "issues", "印发";
        /// policy → bloc, district, project, org.
        AppliesTo = "applies_to", "针对";
        /// project, district, org → policy, event.
        ListedIn = "listed_in", "纳入";
        /// project, policy, event → bloc, district, project.
        Promotes = "promotes", "促进";
        /// person → org, district.
        HoldsPost = "holds_post", "任职";
        /// person, org, district → event, project.
        ParticipatesIn = "participates_in", "参加";
        /// org, district → event.
        Hosts = "hosts", "举办";
        /// agency → org, project.
        Regulates = "regulates", "监管";
    }
}

impl Predicate {
    /// Whether subject and object may change places.
    #[must_use]
    pub fn is_symmetric(self) -> bool {
        self == Predicate::CooperatesWith
    }
}

/// A relation as one sentence of one document says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Relation {
    /// Index in [`super::Extraction::entities`].
    pub subject: u32,
    /// What links them.
    pub predicate: Predicate,
    /// Index in [`super::Extraction::entities`].
    pub object: u32,
    /// How sure.
    pub grade: Grade,
    /// Done, ongoing or planned.
    pub modality: Modality,
    /// Name of the rule.
    pub rule: String,
    /// Post, of `holds_post` (副主任).
    pub title: Option<String>,
    /// Entities that take part besides, ascending.
    pub with: Vec<u32>,
    /// The words that say it.
    pub evidence: Evidence,
    /// What 两地 or 该区 stands for, where an argument was supplied so.
    pub antecedent: Option<Antecedent>,
}
