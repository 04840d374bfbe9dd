/// What is done to a system: two contracts about one system are of two projects when they are
/// about different work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Work {
    Supervise,
    Classify,
    Crypto,
    Test,
    Design,
    Maintain,
    Operate,
    Rent,
    Secure,
    Audit,
    Renew,
    Upgrade,
}

use Work::{
    Audit, Classify, Crypto, Design, Maintain, Operate, Renew, Rent, Secure, Supervise, Test,
    Upgrade,
};

/// Words, as they are in one way (`in_one_way`), and what makes something else of them when it
/// follows.
const WORDS: &[(&str, Work, &[&str])] = &[
    ("监理", Supervise, &[]),
    ("等级保护", Classify, &["建设", "改造", "整改"]),
    ("安全测评", Classify, &[]),
    ("密码评估", Crypto, &[]),
    ("商用密码应用", Crypto, &[]),
    ("密码应用", Crypto, &[]),
    ("软件测试", Test, &[]),
    ("验收测试", Test, &[]),
    ("第三方测试", Test, &[]),
    ("第三方测评", Test, &[]),
    ("软件测评", Test, &[]),
    ("可研", Design, &[]),
    ("初设", Design, &[]),
    ("方案设计", Design, &[]),
    ("方案编制", Design, &[]),
    ("规划编制", Design, &[]),
    ("顶层设计", Design, &[]),
    ("顶层规划", Design, &[]),
    ("咨询", Design, &["热线", "平台", "系统"]),
    (
        "运行维护",
        Maintain,
        &["管理", "平台", "监控", "中心", "系统"],
    ),
    ("维护服务", Maintain, &[]),
    ("维护项目", Maintain, &[]),
    ("运营", Operate, &["中心", "平台", "商", "管理平台"]),
    ("租赁", Rent, &["管理", "平台", "监管", "房"]),
    ("租用", Rent, &[]),
    ("托管", Rent, &[]),
    ("安全服务", Secure, &["平台"]),
    ("安全加固", Secure, &[]),
    ("绩效评价", Audit, &[]),
    ("竣工审计", Audit, &[]),
    ("结算审计", Audit, &[]),
    ("造价", Audit, &[]),
    ("续签", Renew, &[]),
    ("升级", Upgrade, &[]),
    ("扩容", Upgrade, &[]),
    ("扩建", Upgrade, &[]),
    ("续建", Upgrade, &[]),
    ("改造", Upgrade, &[]),
    ("提升", Upgrade, &[]),
    ("更换", Upgrade, &[]),
    ("更新", Upgrade, &[]),
];

/// All the work that a name speaks of; building something new is none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Works(u16);

impl Works {
    /// Of a name in one way.
    pub(super) fn of(name: &str) -> Self {
        let mut works = Self::default();
        for (word, work, otherwise) in WORDS {
            let mut rests = name
                .match_indices(word)
                .map(|(at, _)| &name[at + word.len()..]);
            if rests.any(|rest| !otherwise.iter().any(|word| rest.starts_with(word))) {
                works.0 |= bit(*work);
            }
        }
        works
    }

    /// Without upgrading, which others leave out of a name.
    pub(super) fn but_upgrade(self) -> Self {
        Self(self.0 & !bit(Upgrade))
    }

    /// Whether it is done every year anew.
    pub(super) fn is_yearly(self) -> bool {
        let yearly = [Classify, Maintain, Operate, Rent, Secure, Renew];
        yearly.iter().any(|work| self.0 & bit(*work) != 0)
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    pub(super) fn shares_with(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What it is called, joined by 、.
    pub(super) fn named(self, words: impl Fn(Work) -> &'static str, joint: &str) -> String {
        let all = [
            Supervise, Classify, Crypto, Test, Design, Maintain, Operate, Rent, Secure, Audit,
            Renew, Upgrade,
        ];
        let held = all.into_iter().filter(|work| self.0 & bit(*work) != 0);
        held.map(words).collect::<Vec<_>>().join(joint)
    }
}

fn bit(work: Work) -> u16 {
    1 << (work as u8)
}

impl Work {
    pub(super) fn zh(self) -> &'static str {
        match self {
            Supervise => "监理",
            Classify => "等保测评",
            Crypto => "密码应用",
            Test => "测试",
            Design => "设计咨询",
            Maintain => "运维",
            Operate => "运营",
            Rent => "租用",
            Secure => "安全服务",
            Audit => "审计评价",
            Renew => "续签",
            Upgrade => "升级改造",
        }
    }

    pub(super) fn en(self) -> &'static str {
        match self {
            Supervise => "supervision",
            Classify => "classified-protection assessment",
            Crypto => "cryptography",
            Test => "testing",
            Design => "design or advice",
            Maintain => "maintenance",
            Operate => "operation",
            Rent => "rent",
            Secure => "security service",
            Audit => "audit or appraisal",
            Renew => "renewal",
            Upgrade => "upgrade",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_on_a_system_is_told_from_the_system() {
        let supervised = Works::of("城市管理平台监理");
        assert!(!supervised.is_none() && !supervised.is_yearly());
        assert!(Works::of("城市管理平台").is_none());
        assert!(Works::of("运行维护管理平台").is_none());
        assert!(Works::of("城市管理平台运行维护服务").is_yearly());
        assert!(Works::of("城市管理平台升级").but_upgrade().is_none());
    }
}
