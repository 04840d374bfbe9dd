/// What kinds of places a name is made of: 盐城市 and 亭湖区.
const KINDS: [char; 7] = ['省', '市', '区', '县', '旗', '盟', '州'];

/// The places that the name of a jurisdiction tells of, the whole first: 盐城市亭湖区, 盐城市, 亭湖区.
pub(crate) fn places(name: &str) -> Vec<String> {
    let mut places = vec![name.to_owned()];
    let mut place = String::new();
    for letter in name.chars() {
        place.push(letter);
        // No place is called by its kind alone: 济南市市中区.
        if KINDS.contains(&letter) && place.chars().count() > 2 {
            places.push(std::mem::take(&mut place));
        }
    }
    places.dedup();
    places.retain(|place| !place.is_empty());
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_of_the_place_and_of_those_above_it() {
        assert_eq!(
            places("江苏省盐城市亭湖区"),
            ["江苏省盐城市亭湖区", "江苏省", "盐城市", "亭湖区"]
        );
        assert_eq!(places("济南市市中区"), ["济南市市中区", "济南市", "市中区"]);
        assert_eq!(places("亭湖区"), ["亭湖区"]);
        assert_eq!(places("巴州"), ["巴州"]);
        assert_eq!(places("眉县"), ["眉县"]);
        assert_eq!(places(""), [""; 0]);
    }
}
