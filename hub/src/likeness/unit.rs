use super::places::Places;
use crate::name::fold;

/// Offices, as they are called now, and what they were called or are called for short. A reform
/// that gave an office to another stands with the one that has it now.
const OFFICES: &[&[&str]] = &[
    &[
        "数据局",
        "大数据局",
        "大数据管理局",
        "大数据发展管理局",
        "数据资源管理局",
        "数字化发展局",
        "政务服务和数据管理局",
        "数据和政务服务局",
        "行政审批局",
        "审批局",
        "政务服务管理局",
        "政务服务局",
        "政务服务管理办公室",
        "政务办",
    ],
    &[
        "城市管理局",
        "城管局",
        "城市管理综合执法局",
        "城市管理行政执法局",
        "综合行政执法局",
        "城市综合管理局",
    ],
    &[
        "教育局",
        "教育体育局",
        "教育和体育局",
        "教体局",
        "教育科技局",
    ],
    &[
        "卫生健康委员会",
        "卫健委",
        "卫生健康局",
        "卫健局",
        "卫生和计划生育委员会",
        "卫计委",
        "卫生局",
        "卫生和计划生育局",
    ],
    &["公安局", "公安分局", "公安局分局"],
    &["水利局", "水务局", "水务管理局"],
    &["应急管理局", "应急局", "安全生产监督管理局", "安监局"],
    &[
        "人力资源和社会保障局",
        "人社局",
        "劳动和社会保障局",
        "人事局",
    ],
    &["医疗保障局", "医保局"],
    &[
        "住房和城乡建设局",
        "住建局",
        "城乡建设局",
        "住房和城乡建设委员会",
        "建设局",
    ],
    &[
        "自然资源和规划局",
        "自然资源局",
        "资规局",
        "自规局",
        "国土资源局",
        "自然资源和规划局分局",
        "国土资源局分局",
    ],
    &["交通运输局", "交通局"],
    &[
        "农业农村局",
        "农业局",
        "农业委员会",
        "农委",
        "农业农村和水利局",
    ],
    &["乡村振兴局", "扶贫开发局", "扶贫办", "扶贫开发办公室"],
    &[
        "生态环境局",
        "环保局",
        "环境保护局",
        "生态环境分局",
        "生态环境局分局",
    ],
    &[
        "市场监督管理局",
        "市场监管局",
        "市监局",
        "工商行政管理局",
        "食品药品监督管理局",
    ],
    &[
        "文化广电和旅游局",
        "文旅局",
        "文化和旅游局",
        "文化旅游广电局",
        "文化广电新闻出版局",
        "文化体育广播电视和旅游局",
        "文化旅游局",
        "文广新局",
    ],
    &[
        "工业和信息化局",
        "工信局",
        "经济和信息化委员会",
        "经信委",
        "经信局",
    ],
    &["发展和改革委员会", "发改委", "发展和改革局", "发改局"],
    &["人民政府办公室", "政府办公室", "政府办", "府办"],
    &["组织部", "委组织部"],
    &["宣传部", "委宣传部", "版权局"],
    &["政法委员会", "政法委", "委政法委员会", "委政法委"],
    &[
        "纪律检查委员会",
        "纪委监委",
        "纪委",
        "监察局",
        "监委",
        "监察委员会",
    ],
    &["人民法院", "法院"],
    &["人民检察院", "检察院"],
    &["消防救援大队", "消防大队", "公安消防大队"],
    &["融媒体中心", "广播电视台"],
    &[
        "机关事务管理中心",
        "机关事务中心",
        "机关事务管理局",
        "机关事务局",
    ],
    &["残疾人联合会", "残联"],
    &["信访局", "信访办公室", "信访办"],
    &["档案馆", "档案局"],
    &["退役军人事务局", "退役军人局"],
    &["公共资源交易监督管理局", "公管局"],
    &["林业和草原局", "林草局", "林业局"],
    &["司法局"],
    &["民政局"],
    &["财政局"],
];

/// Who a project is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its name without places, folded; empty where nobody says.
    pub(super) name: String,
    /// Which of the offices it is, if it is one.
    pub(super) office: Option<u16>,
    /// Its unified social credit code, in upper case.
    pub(super) credit_code: Option<String>,
}

/// How two units agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Same {
    Code,
    Name,
    /// One is an old or a short name of the other.
    Office,
    No,
    Unknown,
}

impl Unit {
    pub(super) fn of(name: Option<&str>, credit_code: Option<&str>, places: &Places) -> Self {
        let name = places.apart_from(&fold(name.unwrap_or_default()));
        let name = name.strip_prefix("中共").unwrap_or(&name);
        let name = places.without(name);
        let office = OFFICES.iter().position(|names| names.contains(&name));
        Self {
            name: name.to_owned(),
            office: office.and_then(|at| u16::try_from(at).ok()),
            credit_code: credit_code.map(|code| fold(code).to_uppercase()),
        }
    }

    /// What stands for it in a key: the same for all names of one office.
    pub(super) fn stem(&self) -> Option<String> {
        if let Some(office) = self.office {
            return Some(format!("#{office}"));
        }
        (!self.name.is_empty()).then(|| self.name.clone())
    }

    pub(super) fn same(&self, other: &Self) -> Same {
        if let (Some(one), Some(other)) = (&self.credit_code, &other.credit_code)
            && one == other
        {
            return Same::Code;
        }
        if self.name.is_empty() || other.name.is_empty() {
            return Same::Unknown;
        }
        if self.name == other.name {
            return Same::Name;
        }
        let office = self.office.is_some() && self.office == other.office;
        if office || is_short_of(&self.name, &other.name) || is_short_of(&other.name, &self.name) {
            return Same::Office;
        }
        Same::No
    }
}

/// Whether one name of an office is the other with letters left out: 林草局 of 林业和草原局.
fn is_short_of(short: &str, long: &str) -> bool {
    let (mut one, mut other) = (short.chars(), long.chars());
    let (first, last) = (one.next(), one.next_back());
    let ends = first == other.next() && last == other.next_back();
    let office = matches!(last, Some('局' | '委' | '办' | '部'));
    office && ends && short.len() < long.len() && one.all(|letter| other.any(|one| one == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str) -> Unit {
        let places = Places::new(["亭湖区", "盐城市", "江苏省"]);
        Unit::of(Some(name), None, &places)
    }

    #[test]
    fn a_unit_is_known_by_its_old_and_short_names() {
        assert_eq!(
            unit("亭湖区大数据管理局").same(&unit("盐城市亭湖区数据局")),
            Same::Office
        );
        assert_eq!(
            unit("亭湖区政府办").same(&unit("盐城市亭湖区人民政府办公室")),
            Same::Office
        );
        assert_eq!(
            unit("盐城市公安局亭湖分局").same(&unit("亭湖公安分局")),
            Same::Office
        );
        assert_eq!(
            unit("盐城市生态环境局亭湖分局").same(&unit("亭湖区环保局")),
            Same::Office
        );
        assert_eq!(
            unit("亭湖区药监局").same(&unit("亭湖区药品监督管理局")),
            Same::Office
        );
        assert_eq!(
            unit("亭湖区教育局").same(&unit("盐城市亭湖区教育局")),
            Same::Name
        );
        assert_eq!(unit("亭湖区教育局").same(&unit("亭湖区民政局")), Same::No);
        assert_eq!(
            unit("亭湖区第二小学").same(&unit("亭湖区第一小学")),
            Same::No
        );
        assert_eq!(unit("").same(&unit("亭湖区第一小学")), Same::Unknown);
    }
}
