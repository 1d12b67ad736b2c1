//! Entities: districts, agencies, projects and the other seven types, and where a document mentions them.

use serde::{Deserialize, Serialize};

use super::{Span, Zone};

macro_rules! coded_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant,)* }

        impl $name {
            /// Every value, in the order of the ontology.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Code in files and JSON.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// Chinese label, for people.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)* }
            }

            /// The value of a code or a Chinese label.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($code | $label => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use coded_enum;

coded_enum! {
    /// The ten types of entity. An entity's identity never depends on its type.
    EntityType {
        /// Administrative division of any level, or a development zone that acts as one.
        District = "district", "行政区";
        /// Named group of divisions, economic circle, corridor.
        Bloc = "bloc", "区域板块";
        /// Organ of state, party, army or people's organisation.
        Agency = "agency", "机关";
        /// Company, group, bank, factory, cooperative.
        Company = "company", "企业";
        /// Any other organisation.
        Institution = "institution", "单位";
        /// Something built or run under a name.
        Project = "project", "项目";
        /// Natural feature, scenic site, street, station, building.
        Place = "place", "地点";
        /// Named plan, law, programme document or strategy.
        Policy = "policy", "文件与战略";
        /// Person with a full name.
        Person = "person", "人物";
        /// Named meeting, exhibition, campaign.
        Event = "event", "活动";
    }
}

impl EntityType {
    /// Whether it can act as an organisation in the ontology's ranges (`org`).
    #[must_use]
    pub fn is_organization(self) -> bool {
        matches!(self, EntityType::Agency | EntityType::Company | EntityType::Institution)
    }
}

coded_enum! {
    /// Level of an administrative division.
    Level {
        /// Sovereign country or a region abroad at that level.
        Country = "country", "国家";
        /// Province, autonomous region, municipality, special administrative region; a state abroad.
        Province = "province", "省级";
        /// Prefecture-level city, prefecture, league; a city abroad.
        City = "city", "地级";
        /// County, district, county-level city, banner.
        County = "county", "县级";
        /// Township, town, subdistrict.
        Township = "township", "乡级";
        /// Village, community.
        Village = "village", "村级";
        /// Development zone or new area.
        Zone = "zone", "功能区";
    }
}

/// Where an alias holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasScope {
    /// Everywhere (short name of the lexicon, full form).
    Global,
    /// In this article only (下称《规划》, a relative name).
    Article,
}

/// Another name of an entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Alias {
    /// The name as written.
    pub name: String,
    /// Where it holds.
    pub scope: AliasScope,
}

/// An entity as one document has it: a pure function of that document and the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Canonical name and what tells it from its namesakes (`万州区|500101`, `张伟|重庆市公安局`), never its type.
    /// Grouping by key is all that merging does.
    pub key: String,
    /// Canonical name.
    pub name: String,
    /// Type.
    pub kind: EntityType,
    /// Level, of a district.
    pub level: Option<Level>,
    /// Key of the division above it in the lexicon, of a district (no edge; it says where it lies).
    pub parent: Option<String>,
    /// Other names seen in this document, sorted, without the canonical one.
    pub aliases: Vec<Alias>,
}

/// One place where a document names an entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// Index in [`super::Extraction::entities`].
    pub entity: u32,
    /// Zone of the paragraph.
    pub zone: Zone,
    /// The rule that found it.
    pub rule: String,
}
