/** The validity of an API token whose request names none, on the native API: 90 days. */
export const defaultValiditySeconds = 90 * 24 * 60 * 60;
