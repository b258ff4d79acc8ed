package io.ringfence.admin.console;

/// What every page has around its own content.
///
/// @param user who is signed in, as the audit log names it
/// @param admin whether that user may configure; forms are shown to nobody else
/// @param formToken what the page's script sends along with every change
record Frame(String user, boolean admin, String formToken, Banner banner) {}
