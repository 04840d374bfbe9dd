/// Fields of government and the words that only they use, each in one way (`in_one_way`): what two
/// names that speak of different fields have in common is a template.
const FIELDS: &[&[&str]] = &[
    &[
        "教育",
        "学校",
        "校园",
        "小学",
        "中学",
        "学籍",
        "考务",
        "幼儿园",
        "教室",
        "中小学",
    ],
    &[
        "卫生",
        "健康",
        "医院",
        "医疗",
        "疾控",
        "病历",
        "妇幼",
        "医共体",
        "血液",
        "诊所",
        "pacs",
    ],
    &["医保", "长护险"],
    &["公安", "警务", "反诈", "天网", "雪亮", "执法办案"],
    &["城市管理", "渣土", "环卫", "市容", "户外广告", "违法建设"],
    &["停车"],
    &[
        "水利", "水务", "河道", "水库", "灌区", "泵站", "饮水", "供水", "节水",
    ],
    &["应急", "防汛", "危化品", "安全生产", "地震"],
    &["养老", "婚姻", "殡葬", "社会救助", "慈善", "民政"],
    &["人力资源", "就业", "劳动", "农民工", "社保"],
    &["工地", "燃气", "物业", "房屋", "住建", "房产"],
    &["不动产", "国土", "耕地", "地质", "测绘", "自然资源"],
    &["公交", "出租车", "治超", "公路", "港航", "交通"],
    &[
        "农田",
        "农产品",
        "畜禽",
        "三资",
        "渔政",
        "农机",
        "农业",
        "乡村",
    ],
    &["环保", "大气", "水质", "排污", "固废"],
    &["市场监管", "食品", "特种设备", "明厨亮灶", "药品", "电梯"],
    &[
        "旅游",
        "文物",
        "图书馆",
        "文化馆",
        "非遗",
        "广播",
        "文博",
        "文旅",
    ],
    &["财政", "预算", "非税", "国有资产"],
    &["审计"],
    &["统计", "普查"],
    &["司法", "矫正", "调解", "公共法律"],
    &["信访"],
    &["档案"],
    &["退役军人", "优抚", "双拥"],
    &["纪委", "监察", "小微权力", "留置"],
    &["法院", "法庭", "诉讼"],
    &["检察", "检务", "公益诉讼"],
    &["消防"],
    &["气象"],
    &["融媒体", "演播室"],
    &["残疾人", "辅具"],
    &["税务"],
    &["党建", "干部"],
    &["森林", "林草"],
    &["人防"],
];

/// The fields that a name speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Subjects(u64);

impl Subjects {
    /// Of a name in one way.
    pub(super) fn of(name: &str) -> Self {
        let speaks = |words: &&[&str]| words.iter().any(|word| name.contains(word));
        let fields = FIELDS.iter().enumerate().filter(|(_, words)| speaks(words));
        Self(fields.fold(0, |all, (at, _)| all | 1 << at))
    }

    /// Whether both speak of fields and share none.
    pub(super) fn differ(self, other: Self) -> bool {
        self.0 != 0 && other.0 != 0 && self.0 & other.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_different_fields_differ_and_those_of_none_do_not() {
        let of = Subjects::of;
        assert!(of("智慧教育平台").differ(of("智慧卫生平台")));
        assert!(!of("智慧校园").differ(of("教育平台")));
        assert!(!of("智慧校园").differ(of("数据平台")));
        assert!(FIELDS.len() <= 64);
    }
}
