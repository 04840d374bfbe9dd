use std::{collections::BTreeMap, fmt::Write as _, str::FromStr};

use super::{file::StreamLayout, load::Layout};
use crate::strict::nearest;

/// What an exchange database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A PostgreSQL server.
    Postgres,
    /// A SQLite file.
    Sqlite,
}

/// No engine has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no engine of an exchange database: postgres or sqlite")]
pub struct UnknownEngine(String);

impl FromStr for Engine {
    type Err = UnknownEngine;

    fn from_str(name: &str) -> Result<Self, UnknownEngine> {
        match name {
            "postgres" => Ok(Self::Postgres),
            "sqlite" => Ok(Self::Sqlite),
            _ => Err(UnknownEngine(name.to_owned())),
        }
    }
}

/// What the tables are called in one exchange database: as the layout says, unless the settings
/// say otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tables {
    /// The schema; that of the connection without one.
    pub(crate) schema: Option<String>,
    /// Own names, by stream, or by `batches`, `outbox` and `papers`.
    pub(crate) names: BTreeMap<String, String>,
}

/// The names that tables besides those of streams go by in settings.
const BESIDES: [&str; 3] = ["batches", "outbox", "papers"];

impl Tables {
    /// The name of a table, ready for a statement.
    pub(crate) fn name(&self, of: &str, shipped: &str) -> String {
        let name = self.names.get(of).map_or(shipped, String::as_str);
        match &self.schema {
            Some(schema) => format!("\"{schema}\".\"{name}\""),
            None => format!("\"{name}\""),
        }
    }

    /// The first of the own names that stands for nothing, with the nearest that does.
    pub(crate) fn stranger(&self, layout: &Layout) -> Option<String> {
        let known: Vec<&str> = layout.streams().chain(BESIDES).collect();
        let stranger = self
            .names
            .keys()
            .find(|name| !known.contains(&name.as_str()))?;
        let near = nearest(stranger, known.iter().copied());
        Some(match near {
            Some(near) => format!("{stranger}; did you mean `{near}`?"),
            None => format!("{stranger}; there are {}", known.join(", ")),
        })
    }
}

impl Layout {
    /// The staging tables as statements, to be handed to whoever runs the exchange database.
    #[must_use]
    pub fn ddl(&self, engine: Engine) -> String {
        self.ddl_as(engine, &Tables::default())
    }

    pub(crate) fn ddl_as(&self, engine: Engine, tables: &Tables) -> String {
        let mut ddl = Ddl::new(engine);
        let (title, system, version) = (self.title(), self.system(), self.version());
        ddl.note(&format!(
            "{title}（{system}）前置库交换表，布局版本 {version}"
        ));
        ddl.note("编码 UTF-8；时间均为北京时间，写法与接口报文相同；所有业务列都是文本，没有的留空（NULL）");
        ddl.note("写入顺序：同一批次的数据行在前，批次表的一行在后；清理时先删批次行，再删数据行");
        for (name, stream) in self.all() {
            let order = self.order(name).unwrap_or_default();
            ddl.stream(&tables.name(name, &stream.table), stream, order);
        }
        ddl.batches(&tables.name("batches", self.batches()));
        if let Some(outbox) = self.outbox() {
            ddl.outbox(&tables.name("outbox", outbox));
        }
        if let Some(papers) = self.papers() {
            ddl.papers(&tables.name("papers", papers));
        }
        ddl.text
    }
}

/// Statements being written.
struct Ddl {
    engine: Engine,
    text: String,
}

/// A column: its name, its type with what else is said of it, and its comment.
type Line<'a> = (&'a str, String, &'a str);

impl Ddl {
    const fn new(engine: Engine) -> Self {
        Self {
            engine,
            text: String::new(),
        }
    }

    fn note(&mut self, text: &str) {
        self.push(&format!("-- {text}"));
    }

    fn push(&mut self, line: &str) {
        writeln!(self.text, "{line}").expect("a String takes everything");
    }

    /// Text in the order of its bytes, so that both sides sort alike.
    fn text(&self) -> &'static str {
        match self.engine {
            Engine::Postgres => "text COLLATE \"C\"",
            Engine::Sqlite => "TEXT",
        }
    }

    fn stream(&mut self, table: &str, stream: &StreamLayout, (time, id): (&str, &str)) {
        let text = self.text();
        let mut lines: Vec<Line<'_>> = vec![
            ("batch_no", format!("{text} NOT NULL"), "批次号"),
            ("seq", "bigint NOT NULL".to_owned(), "批次内序号"),
        ];
        for column in &stream.columns {
            let must = column.column == time || column.column == id;
            let kind = if must {
                let name = &column.column;
                format!("{text} NOT NULL CHECK (\"{name}\" <> '')")
            } else {
                text.to_owned()
            };
            lines.push((&column.column, kind, &column.heading));
        }
        let flag = "smallint NOT NULL DEFAULT 0 CHECK (\"flag\" IN (0, 1, 2))";
        lines.extend([
            (
                "flag",
                flag.to_owned(),
                "读取标志：0 未读，1 已读，2 有误（见 error_text）；更正后改回 0",
            ),
            ("error_text", text.to_owned(), "有误的原因，由枢纽填写"),
            ("receipt", text.to_owned(), "回执号，由枢纽填写"),
            ("taken_at", text.to_owned(), "读取时间，由枢纽填写"),
        ]);
        self.table(table, &stream.title, &lines, "\"batch_no\", \"seq\"");
        let stem = stream.table.as_str();
        self.push(&format!(
            "CREATE INDEX \"{stem}_by_time\" ON {table} (\"{time}\", \"{id}\", \"batch_no\", \"seq\");"
        ));
        self.push(&format!(
            "CREATE INDEX \"{stem}_unread\" ON {table} (\"{time}\", \"{id}\") WHERE \"flag\" = 0;"
        ));
    }

    fn batches(&mut self, table: &str) {
        let text = self.text();
        let key = format!("{text} NOT NULL");
        let lines: [Line<'_>; 5] = [
            ("stream", key.clone(), "数据流名称，如 contracts"),
            ("batch_no", key, "批次号，按先后递增（按字符比较）"),
            (
                "row_count",
                "bigint NOT NULL".to_owned(),
                "本批次数据行数；未到齐之前不读取",
            ),
            (
                "as_of",
                text.to_owned(),
                "数据截止时间，YYYY-MM-DD hh:mm:ss：此前的变动都已写入；不知道的留空",
            ),
            (
                "is_full",
                "smallint NOT NULL DEFAULT 0".to_owned(),
                "1 全量，0 增量",
            ),
        ];
        self.table(table, "批次", &lines, "\"stream\", \"batch_no\"");
    }

    fn outbox(&mut self, table: &str) {
        let text = self.text();
        let (key, must) = (format!("{text} NOT NULL"), format!("{text} NOT NULL"));
        let lines: [Line<'_>; 10] = [
            ("idempotency_key", key, "幂等键：同一键只有一件"),
            ("kind", must.clone(), "报送种类，如 项目登记"),
            ("body", must.clone(), "报文（JSON），字段与接口相同"),
            ("handed_over_at", must, "写入时间，由枢纽填写"),
            ("submission_no", text.to_owned(), "受理编号，由贵方填写"),
            (
                "received_at",
                text.to_owned(),
                "受理时间，YYYY-MM-DD hh:mm:ss，由贵方填写",
            ),
            (
                "state",
                text.to_owned(),
                "pending 待定，accepted 通过，rejected 退回；由贵方填写",
            ),
            ("decided_at", text.to_owned(), "决定时间，由贵方填写"),
            ("reason", text.to_owned(), "退回原因，由贵方填写"),
            ("error_text", text.to_owned(), "备注"),
        ];
        self.table(table, "报送", &lines, "\"idempotency_key\"");
    }

    fn papers(&mut self, table: &str) {
        let key = format!("{} NOT NULL", self.text());
        let bytes = match self.engine {
            Engine::Postgres => "bytea NOT NULL",
            Engine::Sqlite => "BLOB NOT NULL",
        };
        let lines: [Line<'_>; 3] = [
            (
                "hash",
                key,
                "附件内容的 SM3，64 位十六进制，与报文中的 hash 相同",
            ),
            (
                "part",
                "bigint NOT NULL".to_owned(),
                "片号，从 0 起；按片号相接即为全文",
            ),
            ("content", bytes.to_owned(), "内容"),
        ];
        self.table(table, "附件", &lines, "\"hash\", \"part\"");
    }

    fn table(&mut self, name: &str, title: &str, lines: &[Line<'_>], key: &str) {
        let comments = self.engine == Engine::Sqlite;
        self.push("");
        self.push(&format!("CREATE TABLE {name} ("));
        for (column, kind, comment) in lines {
            let comment = if comments {
                format!(" -- {comment}")
            } else {
                String::new()
            };
            self.push(&format!("    \"{column}\" {kind},{comment}"));
        }
        self.push(&format!("    PRIMARY KEY ({key})"));
        self.push(");");
        if comments {
            return;
        }
        self.push(&format!("COMMENT ON TABLE {name} IS '{}';", quoted(title)));
        for (column, _, comment) in lines {
            let comment = quoted(comment);
            self.push(&format!(
                "COMMENT ON COLUMN {name}.\"{column}\" IS '{comment}';"
            ));
        }
    }
}

fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}
