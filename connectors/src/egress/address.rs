use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Cloud metadata services outside the link-local range (Aliyun; AWS over IPv6).
const METADATA_V4: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);

/// How far an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// An ordinary address.
    Public,
    /// This machine or a private network: only by explicit permission.
    Private,
    /// Never a legitimate target: link-local, metadata, multicast, reserved.
    Forbidden,
}

/// Judges an address, looking through the forms in which IPv6 carries an IPv4 address.
pub(super) fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(v4) => reach_v4(v4),
        IpAddr::V6(v6) => match embedded_v4(v6) {
            Some(v4) => reach_v4(v4),
            None => reach_v6(v6),
        },
    }
}

fn reach_v4(v4: Ipv4Addr) -> Reach {
    let [a, b, c, _] = v4.octets();
    if v4 == METADATA_V4
        || v4.is_link_local()
        || v4.is_multicast()
        || a == 0
        || a >= 240
        || v4.is_documentation()
    {
        return Reach::Forbidden;
    }
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (b == 18 || b == 19);
    let protocol = (a, b, c) == (192, 0, 0);
    if v4.is_loopback() || v4.is_private() || shared || benchmark || protocol {
        return Reach::Private;
    }
    Reach::Public
}

fn reach_v6(v6: Ipv6Addr) -> Reach {
    let first = v6.segments()[0];
    let documentation = first == 0x2001 && v6.segments()[1] == 0x0db8;
    // fec0::/10 is the deprecated site-local range.
    let local = (first & 0xffc0) == 0xfe80 || (first & 0xffc0) == 0xfec0;
    if v6 == METADATA_V6 || v6.is_unspecified() || v6.is_multicast() || local || documentation {
        return Reach::Forbidden;
    }
    if v6.is_loopback() || (first & 0xfe00) == 0xfc00 {
        return Reach::Private;
    }
    Reach::Public
}

/// IPv4-mapped and -compatible, NAT64 (`64:ff9b::/96`) and 6to4 (`2002::/16`).
fn embedded_v4(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = v6.segments();
    let pair = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    let compatible = s[..6] == [0; 6] && s[6] != 0;
    if let Some(v4) = v6.to_ipv4_mapped() {
        Some(v4)
    } else if compatible || s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        Some(pair(s[6], s[7]))
    } else if s[0] == 0x2002 {
        Some(pair(s[1], s[2]))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_disguise_of_an_inner_address_is_seen_through() {
        for (text, expected) in [
            ("119.29.29.29", Reach::Public),
            ("2408:8756::1", Reach::Public),
            ("127.0.0.1", Reach::Private),
            ("10.1.2.3", Reach::Private),
            ("172.31.0.9", Reach::Private),
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("::1", Reach::Private),
            ("fd12::1", Reach::Private),
            ("::ffff:127.0.0.1", Reach::Private),
            ("::10.0.0.1", Reach::Private),
            ("64:ff9b::a00:1", Reach::Private),
            ("2002:7f00:1::", Reach::Private),
            ("169.254.169.254", Reach::Forbidden),
            ("::ffff:169.254.169.254", Reach::Forbidden),
            ("64:ff9b::a9fe:a9fe", Reach::Forbidden),
            ("100.100.100.200", Reach::Forbidden),
            ("fd00:ec2::254", Reach::Forbidden),
            ("fe80::1", Reach::Forbidden),
            ("0.0.0.0", Reach::Forbidden),
            ("::", Reach::Forbidden),
            ("224.0.0.1", Reach::Forbidden),
            ("255.255.255.255", Reach::Forbidden),
        ] {
            assert_eq!(reach(text.parse().unwrap()), expected, "{text}");
        }
    }
}
