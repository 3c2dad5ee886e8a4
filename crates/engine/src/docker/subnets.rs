//! Which /24 a new group network gets, so that none overlaps one that the engine has already.

use std::net::Ipv4Addr;

/// An address range as first and last address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub first: u32,
    pub last: u32,
}

impl Range {
    /// None when this is not an IPv4 network such as `10.0.0.0/8`.
    pub fn parse(text: &str) -> Option<Range> {
        let (address, length) = text.split_once('/')?;
        Range::of(address.parse().ok()?, length.parse().ok()?)
    }

    pub fn of(address: Ipv4Addr, length: u8) -> Option<Range> {
        let hosts = u32::MAX.checked_shr(u32::from(length)).unwrap_or(0);
        (length <= 32).then(|| Range { first: u32::from(address) & !hosts, last: u32::from(address) | hosts })
    }

    fn overlaps(self, other: Range) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// All free /24 of the pool, beginning at a place that depends on the key, so that several servers that share an engine
/// rarely want the same one.
pub fn free(pool: Range, used: &[Range], key: &str) -> impl Iterator<Item = String> {
    let count = ((pool.last - pool.first) / 256).saturating_add(1);
    let start = u32::from_str_radix(&super::names::hash(&[key], 4), 16).unwrap_or(0) % count;
    let candidates = (0..count).map(move |step| pool.first + (start + step) % count * 256);
    candidates.filter_map(|first| {
        let range = Range { first, last: first | 255 };
        let taken = used.iter().any(|used| used.overlaps(range));
        (!taken).then(|| format!("{}/24", Ipv4Addr::from(first)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> Range {
        Range::parse("10.213.0.0/16").unwrap()
    }

    #[test]
    fn every_network_of_the_pool_can_be_had_once() {
        let mut used = vec![];
        for number in 0..256 {
            let subnet = free(pool(), &used, &format!("group {number}")).next().unwrap();
            let range = Range::parse(&subnet).unwrap();
            assert!(!used.contains(&range), "{subnet} was given twice");
            used.push(range);
        }
        assert_eq!(free(pool(), &used, "one more").next(), None);
    }

    #[test]
    fn a_wide_network_in_the_middle_is_left_alone() {
        let used = [Range::parse("10.213.0.0/17").unwrap(), Range::parse("192.168.0.0/16").unwrap()];
        let all: Vec<String> = free(pool(), &used, "key").collect();
        assert_eq!(all.len(), 128);
        assert!(all.iter().all(|subnet| subnet.split('.').nth(2).unwrap().parse::<u8>().unwrap() >= 128));
    }
}
