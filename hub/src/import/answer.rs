use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shuniu_connectors::contract::RecordError;
use shuniu_connectors::import::sheet::letters;
use shuniu_connectors::import::{Kind, Ledger, LedgerRow, Remark, Standing, heading_of};
use shuniu_policy::pack::Bilingual;
use uuid::Uuid;

use super::noted::remark;
use crate::sync::Became;

/// What became of a row of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It entered a project that nobody had entered before.
    Entered,
    /// It went into the file of a project.
    Merged,
    /// It says what it said before.
    Unchanged,
    /// It waits for a person to name its project.
    Waits,
    /// It was not understood, and is set aside whole.
    SetAside,
    /// It names the same record as another row and says something else; neither was taken in.
    Conflicts,
    /// Too much of it is missing to tell what it is of; it was not taken in.
    Nameless,
    /// It is of a state secret: it was dropped, and nothing of it is kept.
    Refused,
    /// It is the same as another row, which was taken in.
    Repeats,
    /// It is no record: a sum, a heading or a remark.
    Skipped,
}

impl Fate {
    /// Its name in answers and in GraphQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Merged => "merged",
            Self::Unchanged => "unchanged",
            Self::Waits => "waits",
            Self::SetAside => "set_aside",
            Self::Conflicts => "conflicts",
            Self::Nameless => "nameless",
            Self::Refused => "refused",
            Self::Repeats => "repeats",
            Self::Skipped => "skipped",
        }
    }

    /// As a clerk reads it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Entered => "已导入（新建项目）",
            Self::Merged => "已导入",
            Self::Unchanged => "无变化",
            Self::Waits => "待人工确认属于哪个项目",
            Self::SetAside => "未导入，须改正",
            Self::Conflicts => "未导入，与另一行冲突",
            Self::Nameless => "未导入，内容不全",
            Self::Refused => "涉密，未导入、未保存",
            Self::Repeats => "重复行，已合并",
            Self::Skipped => "非数据行，已略过",
        }
    }

    /// The same of a rehearsal, after which nothing is on record.
    pub(super) const fn zh_of_trial(self) -> &'static str {
        match self {
            Self::Entered => "可导入（将新建项目）",
            Self::Merged => "可导入",
            other => other.zh(),
        }
    }

    /// Whether what the row says is in the file of a project.
    const fn is_in(self) -> bool {
        matches!(
            self,
            Self::Entered | Self::Merged | Self::Unchanged | Self::Repeats
        )
    }

    /// Whether somebody has to mend the row and import it again.
    #[must_use]
    pub const fn is_to_be_mended(self) -> bool {
        matches!(self, Self::SetAside | Self::Conflicts | Self::Nameless)
    }
}

/// Something in a row that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The heading of its column; none for the row as a whole.
    pub heading: Option<String>,
    /// The letters of its column.
    pub column: Option<String>,
    /// The kind of trouble; it never changes.
    pub code: String,
    /// What is wrong, in both languages.
    pub text: Bilingual,
    /// What to do about it, in both languages.
    pub mend: Bilingual,
}

/// What is to be said of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Its number as shown.
    pub row: u32,
    /// What became of it.
    pub fate: Fate,
    /// The project it went into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Uuid>,
    /// Everything that was not understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<Trouble>,
    /// What was read otherwise than it is typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

impl Answer {
    /// What is said of the rows of a ledger; `became` holds its records, in their order.
    pub(super) fn all(ledger: &Ledger, became: Vec<Became>) -> Vec<Self> {
        let mut became = became.into_iter();
        let mut fates: BTreeMap<u32, Fate> = BTreeMap::new();
        let rows = ledger.rows.iter();
        rows.map(|row| {
            let landed = match row.standing {
                Standing::Record(_) => became.next(),
                _ => None,
            };
            let answer = Self::of(ledger, row, landed, &fates);
            fates.insert(row.number, answer.fate);
            answer
        })
        .collect()
    }

    /// What is said of a row; `fates` holds what became of those above it.
    fn of(
        ledger: &Ledger,
        row: &LedgerRow,
        became: Option<Became>,
        fates: &BTreeMap<u32, Fate>,
    ) -> Self {
        let (mut project, mut of_record) = (None, Vec::new());
        let mut troubles: Vec<Trouble> =
            row.errors.iter().map(|one| trouble(ledger, one)).collect();
        let fate = match (&row.standing, became) {
            (Standing::Record(_), Some(became)) => match became {
                Became::Merged {
                    project: into,
                    entered,
                    noted,
                } => {
                    project = Some(into);
                    of_record = noted;
                    if entered { Fate::Entered } else { Fate::Merged }
                }
                Became::Unchanged(into) => {
                    project = into;
                    Fate::Unchanged
                }
                Became::Waits(reason) => {
                    troubles.push(whole(&reason.code, (&reason.zh, &reason.en), WAITS));
                    Fate::Waits
                }
                Became::StillWaits => {
                    troubles.push(whole("still_waits", STILL, WAITS));
                    Fate::Waits
                }
                Became::Differs(error) => {
                    troubles.push(trouble(ledger, &error));
                    Fate::SetAside
                }
                Became::SetAside => {
                    if troubles.is_empty() {
                        troubles.push(whole("still_set_aside", ASIDE, REPLAY));
                    }
                    Fate::SetAside
                }
                Became::Refused => Fate::Refused,
            },
            // A page that never came.
            (Standing::Record(_), None) | (Standing::Nameless, _) => {
                if troubles.is_empty() {
                    troubles.push(whole("nameless", NAMELESS, FILL_IN));
                }
                Fate::Nameless
            }
            (Standing::Repeats(other), _) => {
                let fate = fates.get(other).copied().unwrap_or(Fate::Repeats);
                troubles = vec![whole(
                    "repeats",
                    (
                        &format!("与第 {other} 行完全相同"),
                        &format!("it is the same as row {other}"),
                    ),
                    if fate.is_in() && ledger.kind == Kind::Assets {
                        LIKE
                    } else if fate.is_in() {
                        ("可删去本行", "it may be deleted")
                    } else {
                        (
                            "按该行的说明处理，并删去本行",
                            "do what is said of that row, and delete this one",
                        )
                    },
                )];
                if fate.is_in() { Fate::Repeats } else { fate }
            }
            (Standing::Conflicts(other), _) => {
                troubles.push(whole(
                    "conflicts",
                    (
                        &format!("与第 {other} 行是同一条记录或写着同一个项目代码，内容却不同"),
                        &format!(
                            "it is the same record as row {other}, or has the same project code, \
                             and says something else"
                        ),
                    ),
                    match ledger.kind {
                        Kind::Assets => LIKE,
                        Kind::Events | Kind::Documents => AGAIN,
                        _ => (
                            "核对两行，保留正确的一行后重新导入",
                            "keep the right one of the two and import again",
                        ),
                    },
                ));
                Fate::Conflicts
            }
            (Standing::Total | Standing::Aside, _) => Fate::Skipped,
        };
        let mut remarks = row.remarks.clone();
        remarks.extend(of_record.iter().filter_map(|one| remark(ledger, one)));
        if fate == Fate::Refused {
            // They quote the cells.
            troubles.clear();
            remarks.clear();
        }
        Self {
            row: row.number,
            fate,
            project,
            troubles,
            remarks,
        }
    }
}

/// Things that are alike and have no numbers cannot be told from one that is listed twice.
const LIKE: (&str, &str) = (
    "如是同一件资产，保留正确的一行；如是几件同样的资产，合并为一行并在“数量”列填件数，或逐件填写卡片编号，再重新导入",
    "if it is one thing, keep the right row; if there are several alike, put them in one row with their number under 数量, or give each its card number, and import again",
);
/// The same may happen once more, such as a second trial run.
const AGAIN: (&str, &str) = (
    "如是同一次，保留正确的一行；如先后有几次，在“第几次”列分别填写次序（第二次填 2），再重新导入",
    "if they are one and the same, keep the right row; if it was more than once, number them under 第几次 (2 for the second), and import again",
);
const WAITS: (&str, &str) = (
    "请数据局在待确认列表中指定项目，或补填项目代码（没有代码的，补填项目名称和建设单位）后重新导入",
    "have the data bureau settle it in the review list, or fill in the project code (without one, the name and the unit) and import again",
);
const STILL: (&str, &str) = ("仍在等待人工确认", "it still waits for a person");
const ASIDE: (&str, &str) = (
    "此前导入时已搁置，尚未处理",
    "it was set aside when it was imported before, and still is",
);
const REPLAY: (&str, &str) = (
    "请数据局在搁置列表中处理后重试本条",
    "have the data bureau settle it in the quarantine and replay it",
);
const NAMELESS: (&str, &str) = (
    "无法判断本行是哪一条记录",
    "which record the row is cannot be told",
);
const FILL_IN: (&str, &str) = (
    "补填必填项后重新导入",
    "fill in what is required and import again",
);

fn whole(code: &str, (zh, en): (&str, &str), mend: (&str, &str)) -> Trouble {
    let both = |(zh, en): (&str, &str)| Bilingual {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    Trouble {
        heading: None,
        column: None,
        code: code.to_owned(),
        text: both((zh, en)),
        mend: both(mend),
    }
}

fn trouble(ledger: &Ledger, error: &RecordError) -> Trouble {
    let heading = heading_of(&error.path);
    let column = heading
        .as_deref()
        .and_then(|heading| ledger.column(heading));
    Trouble {
        column: column.map(letters),
        heading,
        code: error.reason.code.clone(),
        text: Bilingual {
            zh: error.reason.zh.clone(),
            en: error.reason.en.clone(),
        },
        mend: (*error.mend).clone(),
    }
}
