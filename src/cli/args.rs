//! What can be typed. Meaning is given by the file of each command; here stand only names, values and help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 中文报告的知识图谱索引与全文检索：离线、可核对，每条关系都附原文。
#[derive(Debug, Parser)]
#[command(name = "tupu", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "退出码：0 完成；1 没有找到；2 出错，索引未变；3 完成，但有输入未能读取。\n\
                        Exit codes: 0 done, 1 nothing found, 2 fault, 3 done but some inputs failed.")]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// 索引所在的文件夹
    #[arg(long, global = true, value_name = "DIR", env = "TUPU_INDEX", default_value = "index")]
    pub index: PathBuf,
    /// 输出格式（neighbors 还可用 dot、graphml）
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// 等于 --format json
    #[arg(long, global = true, conflicts_with = "format")]
    pub json: bool,
    /// 何时着色
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// 不显示提示与警告
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// 显示更多细节
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// 不显示进度条
    #[arg(long, global = true)]
    pub no_progress: bool,
}

impl Global {
    /// The output format asked for; a table where none is.
    #[must_use]
    pub fn output_format(&self) -> Format {
        if self.json { Format::Json } else { self.format.unwrap_or(Format::Table) }
    }

    /// Whether standard output takes colour: asked for, or a terminal without `NO_COLOR` in the environment.
    #[must_use]
    pub fn is_colored(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                !refused && std::io::IsTerminal::is_terminal(&std::io::stdout())
            }
        }
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 表格
    Table,
    /// 一个 JSON 对象
    Json,
    /// 每行一条结果
    Jsonl,
    /// 逗号分隔
    Csv,
    /// 制表符分隔
    Tsv,
    /// Graphviz（仅 neighbors）
    Dot,
    /// GraphML（仅 neighbors）
    Graphml,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// 输出到终端时
    Auto,
    /// 总是
    Always,
    /// 从不
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 读入文件夹或文件，建立或更新索引
    Index(IndexArgs),
    /// 从索引中移除文档及其全部贡献（可用 index --restore 恢复）
    Rm(RmArgs),
    /// 列出文档
    Docs(DocsArgs),
    /// 显示一篇文档及其分区
    Show(ShowArgs),
    /// 全文检索
    Search(SearchArgs),
    /// 列出实体
    Entities(EntitiesArgs),
    /// 一个实体的卡片：别名、关系、指标、进度
    Entity(EntityArgs),
    /// 列出关系及其原文
    Relations(RelationsArgs),
    /// 一个实体周围的图
    Neighbors(NeighborsArgs),
    /// 两个实体之间的路径，每一步附原文
    Path(PathArgs),
    /// 指标与数字
    Facts(FactsArgs),
    /// 导出图谱
    Export(ExportArgs),
    /// 不建索引，直接从文本抽取
    Extract(ExtractArgs),
    /// 分词并标注词性
    Segment(SegmentArgs),
    /// 用标注数据评测抽取
    Eval(EvalArgs),
    /// 索引的统计
    Stats,
    /// 生成命令行补全脚本
    Completions(CompletionsArgs),
    /// 生成 man 手册页
    Man,
}

/// `tupu index`
#[derive(Debug, Args)]
pub struct IndexArgs {
    /// 文件、文件夹，或 - 表示标准输入
    #[arg(value_name = "PATH", help = "文件、文件夹，或 - 表示标准输入 [默认：corpus]")]
    pub paths: Vec<PathBuf>,
    /// 文档的发布日期（如 2022-08-30），优先于文件自身所写
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// 文档的来源，优先于文件自身所写
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// 同时处理的线程数
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// 自己的词表与规则所在的文件夹
    #[arg(long, value_name = "DIR")]
    pub lexicon: Option<PathBuf>,
    /// 只报告会做什么，不改动索引
    #[arg(long)]
    pub dry_run: bool,
    /// 全部重新抽取
    #[arg(long)]
    pub force: bool,
    /// 有一个输入失败即不提交
    #[arg(long)]
    pub strict: bool,
    /// 文件已不在的文档也保留
    #[arg(long)]
    pub keep_missing: bool,
    /// 恢复用 rm 移除的文档
    #[arg(long, value_name = "DOC")]
    pub restore: Vec<String>,
    /// 单个文件的字节上限（可写 64M）
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    pub max_file_size: String,
}

/// `tupu rm`
#[derive(Debug, Args)]
pub struct RmArgs {
    /// 文档编号
    #[arg(value_name = "DOC", required = true)]
    pub documents: Vec<String>,
}

/// `tupu docs`
#[derive(Debug, Args)]
pub struct DocsArgs {}

/// `tupu show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// 文档编号
    #[arg(value_name = "DOC")]
    pub document: String,
    /// 在正文中标出实体
    #[arg(long)]
    pub annotated: bool,
}

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SearchSort {
    /// 按相关度
    Score,
    /// 按日期，新的在前
    Date,
}

/// What hits can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Facet {
    /// 实体类型
    Type,
    /// 实体
    Entity,
    /// 月份
    Date,
    /// 来源
    Source,
}

/// `tupu search`
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// 检索式
    #[arg(value_name = "QUERY", required_unless_present = "batch")]
    pub query: Vec<String>,
    /// 任一词语即可，按相关度排列
    #[arg(long)]
    pub any: bool,
    /// 逐段列出
    #[arg(long)]
    pub passages: bool,
    /// 条数
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// 跳过的条数
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// 排序
    #[arg(long, value_enum, default_value_t = SearchSort::Score)]
    pub sort: SearchSort,
    /// 此日期及以后
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// 此日期及以前
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// 按类型、实体、日期、来源计数
    #[arg(long, value_enum, value_delimiter = ',')]
    pub facet: Vec<Facet>,
    /// 只给出篇数
    #[arg(long)]
    pub count: bool,
    /// 文件中每行一个检索式
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    pub batch: Option<PathBuf>,
    /// 显示检索式如何理解、得分如何构成
    #[arg(long)]
    pub explain: bool,
}

/// How entities are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EntitySort {
    /// 按提及次数
    Mentions,
    /// 按关系数
    Degree,
    /// 按重要程度
    Rank,
}

/// `tupu entities`
#[derive(Debug, Args)]
pub struct EntitiesArgs {
    /// 类型，如 district 或 行政区
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub types: Vec<String>,
    /// 名称中含有的字
    #[arg(long = "match", value_name = "TEXT")]
    pub pattern: Option<String>,
    /// 至少提及的次数
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_mentions: u32,
    /// 排序
    #[arg(long, value_enum, default_value_t = EntitySort::Mentions)]
    pub sort: EntitySort,
}

/// `tupu entity`
#[derive(Debug, Args)]
pub struct EntityArgs {
    /// 名称、别名、编号或唯一的片段
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `tupu relations`
#[derive(Debug, Args)]
pub struct RelationsArgs {
    /// 只看这个实体的关系
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// 只看它作主语的
    #[arg(long = "out", conflicts_with = "incoming")]
    pub outgoing: bool,
    /// 只看它作宾语的
    #[arg(long = "in")]
    pub incoming: bool,
    /// 关系种类，如 builds 或 建设
    #[arg(long = "rel", value_name = "REL", value_delimiter = ',')]
    pub predicates: Vec<String>,
    /// 另一端是这个实体
    #[arg(long, value_name = "NAME")]
    pub with: Option<String>,
    /// 两端或另一端是这个类型
    #[arg(long, value_name = "TYPE")]
    pub with_type: Option<String>,
    /// 把握程度，如 A..B 或 C
    #[arg(long, value_name = "GRADE")]
    pub grade: Option<String>,
    /// done、ongoing 或 planned
    #[arg(long, value_name = "MODALITY", value_delimiter = ',')]
    pub modality: Vec<String>,
    /// 原文所在的分区
    #[arg(long, value_name = "ZONE", value_delimiter = ',')]
    pub zone: Vec<String>,
    /// 只看这篇文档
    #[arg(long, value_name = "DOC")]
    pub doc: Option<String>,
    /// 只看文件中的第几篇文章
    #[arg(long, value_name = "N")]
    pub article: Option<u32>,
    /// 此日期及以后的文档
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// 此日期及以前的文档
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// 列出每一处原文
    #[arg(long)]
    pub evidence: bool,
}

/// `tupu neighbors`
#[derive(Debug, Args)]
pub struct NeighborsArgs {
    /// 实体
    #[arg(value_name = "NAME")]
    pub name: String,
    /// 走几步
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub depth: u32,
    /// 关系种类
    #[arg(long = "rel", value_name = "REL", value_delimiter = ',')]
    pub predicates: Vec<String>,
    /// 实体类型
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub types: Vec<String>,
}

/// `tupu path`
#[derive(Debug, Args)]
pub struct PathArgs {
    /// 起点
    #[arg(value_name = "A")]
    pub from: String,
    /// 终点
    #[arg(value_name = "B")]
    pub to: String,
    /// 给出几条路径
    #[arg(short = 'k', value_name = "N", default_value_t = 1)]
    pub count: usize,
    /// 最多几步
    #[arg(long, value_name = "N", default_value_t = 6)]
    pub max_hops: usize,
    /// 只顺着关系的方向走
    #[arg(long)]
    pub directed: bool,
    /// 避开的实体、type:类型 或 level:级别
    #[arg(long, value_name = "NAME|type:T|level:L")]
    pub avoid: Vec<String>,
    /// 关系种类
    #[arg(long = "rel", value_name = "REL", value_delimiter = ',')]
    pub predicates: Vec<String>,
    /// 也用这些分区的原文（署名等默认不用）
    #[arg(long, value_name = "ZONE", value_delimiter = ',')]
    pub zone: Vec<String>,
    /// 列出每一处原文
    #[arg(long)]
    pub evidence: bool,
}

/// `tupu facts`
#[derive(Debug, Args)]
pub struct FactsArgs {
    /// 关于哪个实体
    #[arg(long, value_name = "NAME")]
    pub about: Option<String>,
    /// 指标名称中含有的字
    #[arg(long, value_name = "TEXT")]
    pub indicator: Option<String>,
    /// 时期，如 2021 或 2022-01..2022-07
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// 单位
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// 此日期及以后的文档
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// 此日期及以前的文档
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
}

/// Export formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Graphviz
    Dot,
    /// GraphML（networkx、igraph、Gephi）
    Graphml,
    /// networkx 的 node-link JSON
    Json,
    /// Gephi 的节点表与边表
    Csv,
}

/// Language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

/// How nodes are grouped in the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Cluster {
    /// 按类型
    Type,
    /// 按所在行政区
    District,
}

/// What becomes of several edges between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Parallel {
    /// 分别保留
    Keep,
    /// 合并为一条
    Merge,
}

/// `tupu export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// 格式
    #[arg(value_enum, value_name = "FORMAT")]
    pub target: ExportFormat,
    /// 写入的文件（csv：文件夹）；不写则输出到标准输出
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// 只导出这个实体的周围
    #[arg(long, value_name = "NAME")]
    pub around: Option<String>,
    /// 周围走几步
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    pub depth: u32,
    /// 只导出检索到的文档的图
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// 实体类型
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub types: Vec<String>,
    /// 关系种类
    #[arg(long = "rel", value_name = "REL", value_delimiter = ',')]
    pub predicates: Vec<String>,
    /// 把握程度，如 A..B
    #[arg(long, value_name = "GRADE")]
    pub grade: Option<String>,
    /// 此日期及以后的文档
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// 此日期及以前的文档
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// 原文所在的分区
    #[arg(long, value_name = "ZONE", value_delimiter = ',')]
    pub zone: Vec<String>,
    /// 标签的语言
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    pub lang: Language,
    /// 不带原文
    #[arg(long)]
    pub no_evidence: bool,
    /// 最多几个节点，先留重要的
    #[arg(long, value_name = "N")]
    pub max_nodes: Option<usize>,
    /// 分组（dot）
    #[arg(long, value_enum)]
    pub cluster: Option<Cluster>,
    /// 两点之间有几条边时
    #[arg(long, value_enum, default_value_t = Parallel::Keep)]
    pub parallel: Parallel,
    /// json：边的键名，edges 或 links
    #[arg(long, value_name = "KEY", default_value = "edges")]
    pub edges_key: String,
}

/// What `extract` is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExtractInput {
    /// 每行一个 {"id","text","title"?,"date"?}
    Jsonl,
    /// 一个原始版面
    Page,
}

/// `tupu extract`
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// 文件，或 - 表示标准输入
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// 输入的形式；默认按文件名：.jsonl 为 jsonl，其余为 page
    #[arg(long, value_enum)]
    pub input: Option<ExtractInput>,
    /// 自己的词表与规则所在的文件夹
    #[arg(long, value_name = "DIR")]
    pub lexicon: Option<PathBuf>,
}

/// `tupu segment`
#[derive(Debug, Args)]
pub struct SegmentArgs {
    /// 文件，或 - 表示标准输入
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
}

/// `tupu eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// 标注数据
    #[arg(value_name = "GOLD.jsonl")]
    pub gold: PathBuf,
    /// 已有的抽取结果；不给则现在抽取
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,
    /// 每项列出几个错误
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub errors: usize,
}

/// `tupu completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
