use shuniu_connectors::contract::Reason;
use shuniu_policy::pack::Bilingual;

/// Why nobody can say without a person which project a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMatch {
    /// It names the region of another place.
    OtherRegion,
    /// Its project code is borne elsewhere.
    CodeElsewhere,
    /// It has a project code that no project bears.
    UnknownCode,
    /// It has no project code.
    NoCode,
    /// It is of a ledger, and has neither a project code nor both name and unit.
    NoCodeNorUnit,
    /// It names no project.
    NoName,
    /// A project of its name exists; the same name alone never merges two records.
    SameName,
    /// A project that is like it exists.
    LikeProject,
    /// A person took it out of the project that it was in.
    TakenOut,
    /// A person split it off the project that it was in, with others, into another.
    SplitOff,
    /// It names no unit.
    NoUnit,
    /// It is of another unit than that of the person who handed it in.
    OtherUnit,
    /// It has no project code, and no project has its name and unit.
    NoSuchProject,
    /// It has no project code, and several projects have its name and unit.
    SeveralProjects,
    /// It answers a question of ours with a code that another project bears.
    CodeTaken,
    /// It has the code of a project that is called otherwise, and is of another unit.
    CodeOfOther,
    /// Its card is on record in another project.
    CardElsewhere,
}

impl NoMatch {
    /// What stands with a record that no person was asked about, because it is surely like one
    /// project.
    pub(super) fn linked() -> Reason {
        let zh = "没有项目代码，按名称、单位、金额等自动归入".to_owned();
        let en =
            "it bears no code of a project here, and was linked to the one that it is surely like"
                .to_owned();
        Reason::new("linked_by_likeness", Bilingual { zh, en })
    }

    /// As it is shown to the person.
    pub(super) fn reason(self) -> Reason {
        let (code, zh, en) = match self {
            Self::OtherRegion => (
                "other_region",
                "记录属于其他地区",
                "the record belongs to another region",
            ),
            Self::CodeElsewhere => (
                "project_code_elsewhere",
                "该项目代码属于其他辖区的项目",
                "the project code belongs to a project of another jurisdiction",
            ),
            Self::UnknownCode => (
                "unknown_project_code",
                "没有项目使用该项目代码",
                "no project bears the project code",
            ),
            Self::NoCode => (
                "no_project_code",
                "记录没有项目代码",
                "the record has no project code",
            ),
            Self::NoCodeNorUnit => (
                "no_project_code",
                "记录没有项目代码；没有代码的，项目名称和建设单位（全称）两项齐全也可以对应到项目",
                "the record has no project code; where there is none, the name of the project together \
                 with its unit (both in full) would do, too",
            ),
            Self::NoName => (
                "no_project_name",
                "记录没有项目名称",
                "the record names no project",
            ),
            Self::SameName => (
                "same_name",
                "已有同名项目，是否同一个？",
                "a project of the same name exists; is it the same?",
            ),
            Self::LikeProject => (
                "like_project",
                "已有相近的项目，是否同一个？",
                "a project much like it exists; is it the same?",
            ),
            Self::TakenOut => (
                "taken_out",
                "已由人工移出原项目，不再自动归入",
                "a person took it out of its project; it does not go there again by itself",
            ),
            Self::SplitOff => (
                "split_off",
                "已由人工拆分到另一项目，不再自动归入原项目",
                "a person split it off its project into another; it does not go back by itself",
            ),
            Self::CodeTaken => (
                "project_code_taken",
                "为该项目发放的项目代码已由另一项目使用",
                "the code issued for the project is borne by another one",
            ),
            Self::CodeOfOther => (
                "code_of_other_project",
                "该项目代码的项目名称和建设单位都与本条不同，代码可能写错",
                "the project of the code has another name and another unit; the code may be wrong",
            ),
            Self::CardElsewhere => (
                "card_of_other_project",
                "该卡片编号的资产已登记在另一项目",
                "the asset of the card is on record in another project",
            ),
            Self::OtherUnit => (
                "other_unit",
                "记录不属于导入人所在单位的项目",
                "the record is not of a project of the unit that handed it in",
            ),
            Self::NoSuchProject => (
                "no_such_project",
                "记录没有项目代码，也没有名称和建设单位都相同的项目",
                "the record has no project code, and no project has its name and unit",
            ),
            Self::SeveralProjects => (
                "several_projects",
                "记录没有项目代码，名称和建设单位都相同的项目不止一个",
                "the record has no project code, and several projects have its name and unit",
            ),
            Self::NoUnit => ("no_unit", "记录没有项目单位", "the record names no unit"),
        };
        let (zh, en) = (zh.to_owned(), en.to_owned());
        Reason::new(code, Bilingual { zh, en })
    }
}
