use shuniu_policy::CreditCode;

use super::place::Place;

/// A project unit or a supplier.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) name: String,
    pub(super) code: CreditCode,
    /// What kind of office it is, whatever it is called in its place; empty for a firm.
    pub(super) office: &'static str,
}

/// Offices that exist in any district, county or prefecture.
const OFFICES: [(&str, &str); 24] = [
    ("11", "数据局"),
    ("11", "教育局"),
    ("11", "公安局"),
    ("11", "民政局"),
    ("11", "财政局"),
    ("11", "人力资源和社会保障局"),
    ("11", "自然资源局"),
    ("11", "生态环境局"),
    ("11", "住房和城乡建设局"),
    ("11", "交通运输局"),
    ("11", "水利局"),
    ("11", "农业农村局"),
    ("11", "商务局"),
    ("11", "文化体育广播电视和旅游局"),
    ("11", "卫生健康委员会"),
    ("11", "应急管理局"),
    ("11", "审计局"),
    ("11", "市场监督管理局"),
    ("11", "医疗保障局"),
    ("11", "行政审批局"),
    ("11", "城市管理局"),
    ("12", "人民医院"),
    ("12", "大数据中心"),
    ("12", "档案馆"),
];

/// Invented firms, each with the division of its registration.
const FIRMS: [(&str, &str); 35] = [
    ("320902", "江苏潮汐信息技术有限公司"),
    ("320902", "盐城鹤鸣软件有限公司"),
    ("320900", "盐城沿海数字科技有限公司"),
    ("320900", "江苏苇荡智能系统工程有限公司"),
    ("320100", "南京紫墙软件股份有限公司"),
    ("320100", "江苏云帆数据服务有限公司"),
    ("320100", "南京栖岚网络安全技术有限公司"),
    ("320500", "苏州运河智联科技有限公司"),
    ("320200", "无锡蠡波物联网有限公司"),
    ("310000", "上海澜图信息系统有限公司"),
    ("110108", "北京穹石软件技术有限公司"),
    ("110108", "北京百衡咨询监理有限公司"),
    ("652801", "库尔勒孔雀河信息技术有限公司"),
    ("652801", "新疆胡杨数字工程有限公司"),
    ("652801", "巴州绿洲网络科技有限公司"),
    ("652801", "新疆梨城系统集成有限公司"),
    ("650100", "乌鲁木齐天池软件有限公司"),
    ("650100", "新疆雪莲云计算有限公司"),
    ("650100", "新疆丝路数据技术有限公司"),
    ("650100", "新疆昆仑智慧城市科技有限公司"),
    ("610100", "西安秦川信息工程有限公司"),
    ("330100", "杭州潮声科技有限公司"),
    ("440300", "深圳海拓数码有限公司"),
    ("500000", "重庆山脊软件有限公司"),
    ("340100", "合肥巢岸软件有限公司"),
    ("340100", "安徽徽澜信息技术有限公司"),
    ("340100", "合肥蜀麓智能科技有限公司"),
    ("341700", "池州秋浦数字科技有限公司"),
    ("341500", "六安皋城云计算有限公司"),
    ("340100", "安徽淮畔系统集成有限公司"),
    ("610100", "西安雁湖软件有限公司"),
    ("610100", "陕西汉关数据服务有限公司"),
    ("610300", "宝鸡太白信息工程有限公司"),
    ("610300", "陕西眉坞智联科技有限公司"),
    ("610100", "西安灞柳网络科技有限公司"),
];

/// The project units of a place.
pub(super) fn units(place: Place) -> Vec<Party> {
    let region = place.region();
    let first = u32::try_from(place.ordinal()).unwrap_or(0) * 500 + 1_417;
    let offices = OFFICES.iter().zip(0_u32..);
    offices
        .filter_map(|((kind, office), n)| {
            let own = place
                .own_offices()
                .iter()
                .find(|(usual, ..)| usual == office);
            let (kind, called) = own.map_or((*kind, *office), |(_, kind, own)| (*kind, *own));
            let organisation = format!("{:08}", 1_400_000 + (first + n) * 37);
            let code = CreditCode::compose(kind, region.as_str(), &organisation).ok()?;
            Some(Party {
                name: format!("{}{called}", place.full_name()),
                code,
                office,
            })
        })
        .collect()
}

/// The suppliers.
pub(super) fn suppliers() -> Vec<Party> {
    let firms = FIRMS.iter().zip(0_u32..);
    firms
        .filter_map(|((division, name), n)| {
            let organisation = format!("MA{:06}", 210_000 + n * 3_571);
            let code = CreditCode::compose("91", division, &organisation).ok()?;
            Some(Party {
                name: (*name).to_owned(),
                code,
                office: "",
            })
        })
        .collect()
}

impl Party {
    /// Its name as a notice or a ledger of finance may abbreviate it.
    pub(super) fn informally(&self, place: Place) -> String {
        self.name
            .replacen(place.full_name(), place.informal_name(), 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_party_has_a_code_without_doubt() {
        for place in Place::ALL {
            let units = units(place);
            assert_eq!(units.len(), OFFICES.len());
            assert!(units.iter().all(|unit| unit.code.doubts().is_empty()));
        }
        let suppliers = suppliers();
        assert_eq!(suppliers.len(), FIRMS.len());
        assert!(suppliers.iter().all(|firm| firm.code.doubts().is_empty()));
    }
}
