use super::Parsed;
pub(super) fn parse(_bytes: &[u8], _path: &str) -> Parsed {
    Parsed::default()
}
