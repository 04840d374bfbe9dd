use shuniu_policy::RegionCode;

use super::life::{
    BAYINGOLIN, DONGZHI, HUOQIU, MEIXIAN, Milestone, Season, Step, TINGHU_FILING, TINGHU_FULL,
};

/// A place whose regulation the hub knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Tinghu,
    Bayingolin,
    Dongzhi,
    Meixian,
    Huoqiu,
}

use Place::{Bayingolin, Dongzhi, Huoqiu, Meixian, Tinghu};

/// Of fifteen projects six are of 亭湖, three of 巴州 and two of each county.
const TURNS: [Place; 15] = [
    Tinghu, Bayingolin, Tinghu, Dongzhi, Meixian, Tinghu, Huoqiu, Bayingolin, Tinghu, Dongzhi,
    Tinghu, Meixian, Bayingolin, Tinghu, Huoqiu,
];

impl Place {
    pub(super) const ALL: [Self; 5] = [Tinghu, Bayingolin, Dongzhi, Meixian, Huoqiu];

    /// Whose turn the `index`-th project is.
    pub(super) const fn at(index: usize) -> Self {
        TURNS[index % TURNS.len()]
    }

    /// Its number among the five.
    pub(super) const fn ordinal(self) -> usize {
        self as usize
    }

    pub(super) fn region(self) -> RegionCode {
        let code = match self {
            Tinghu => "320902",
            Bayingolin => "652800",
            Dongzhi => "341721",
            Meixian => "610326",
            Huoqiu => "341522",
        };
        RegionCode::parse(code).unwrap_or(RegionCode::NATIONAL)
    }

    /// The letters with which its approval platform numbers declarations.
    pub(super) const fn letters(self) -> &'static str {
        match self {
            Tinghu => "TH",
            Bayingolin => "BZ",
            Dongzhi => "DZ",
            Meixian => "MX",
            Huoqiu => "HQ",
        }
    }

    /// What comes before the name of an office.
    pub(super) const fn full_name(self) -> &'static str {
        match self {
            Tinghu => "盐城市亭湖区",
            Bayingolin => "巴音郭楞蒙古自治州",
            Dongzhi => "东至县",
            Meixian => "眉县",
            Huoqiu => "霍邱县",
        }
    }

    /// How a project's name begins.
    pub(super) const fn short_name(self) -> &'static str {
        match self {
            Tinghu => "亭湖区",
            Bayingolin => "巴州",
            _ => self.full_name(),
        }
    }

    /// How people of the place say it, and write it in notices now and then.
    pub(super) const fn informal_name(self) -> &'static str {
        match self {
            Dongzhi => "东至",
            Meixian => "县",
            Huoqiu => "霍邱",
            _ => self.short_name(),
        }
    }

    /// Offices that are called otherwise here, or that are another kind of body.
    pub(super) const fn own_offices(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Tinghu => &[],
            Bayingolin => &[("数据局", "11", "数字化发展局")],
            Dongzhi => &[
                ("数据局", "11", "数据资源管理局"),
                ("文化体育广播电视和旅游局", "11", "文化旅游体育局"),
            ],
            Meixian => &[
                ("数据局", "12", "信息中心"),
                ("教育局", "11", "教育体育局"),
                ("文化体育广播电视和旅游局", "11", "文化和旅游局"),
                ("卫生健康委员会", "11", "卫生健康局"),
                ("行政审批局", "11", "行政审批服务局"),
            ],
            Huoqiu => &[
                ("数据局", "11", "数据资源管理局"),
                ("文化体育广播电视和旅游局", "11", "文化旅游体育局"),
                ("行政审批局", "12", "政务服务中心"),
            ],
        }
    }

    /// Its place among the suppliers: firms of the province win more often.
    pub(super) const fn near_suppliers(self) -> std::ops::Range<usize> {
        match self {
            Tinghu => 0..12,
            Bayingolin => 12..20,
            Dongzhi | Huoqiu => 24..30,
            Meixian => 30..35,
        }
    }

    /// The seat of its trading centre, how that numbers purchases, and a usual agency.
    pub(super) const fn trading(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Tinghu => ("320900", "JSZC-320902", "江苏明衡招标咨询有限公司"),
            Bayingolin => ("652800", "XJZC-652800", "新疆正通招标代理有限公司"),
            Dongzhi => ("341700", "AHZC-341721", "安徽尧渡工程咨询有限公司"),
            Meixian => ("610300", "SXZC-610326", "陕西岐渭招标代理有限公司"),
            Huoqiu => ("341500", "AHZC-341522", "安徽蓼城项目咨询有限公司"),
        }
    }

    /// Which level of government its units belong to.
    pub(super) const fn owner_level(self) -> &'static str {
        match self {
            Tinghu => "district",
            Bayingolin => "prefecture",
            Dongzhi | Meixian | Huoqiu => "county",
        }
    }

    /// The steps in the life of its projects; `files` are those of 亭湖 below the full process.
    pub(super) const fn steps(self, files: bool) -> &'static [Step] {
        match (self, files) {
            (Tinghu, true) => &TINGHU_FILING,
            (Tinghu, false) => &TINGHU_FULL,
            (Bayingolin, _) => &BAYINGOLIN,
            (Dongzhi, _) => &DONGZHI,
            (Meixian, _) => &MEIXIAN,
            (Huoqiu, _) => &HUOQIU,
        }
    }

    /// The months in which its law wants a step to be taken.
    pub(super) const fn season(self, milestone: Milestone) -> Option<Season> {
        match (self, milestone) {
            (Huoqiu, Milestone::Application) => Some(Season { from: 5, until: 7 }),
            (Huoqiu, Milestone::Prereview) => Some(Season { from: 8, until: 9 }),
            _ => None,
        }
    }
}
