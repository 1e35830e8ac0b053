-- The words of texts, as the index settings of the original make them of what is searched (Atlan wire, analyzers). One function for
-- each analyzer; all give the words in their order, so that a word's place in the array is its place in the text, or have a second
-- function that gives the places.
--
-- The same rules stand in src/search/analysis for the words of queries; a word is found only where both agree. The sets of characters
-- are those of Lucene 9.12 and Java 17. INVARIANT: no function here ever answers otherwise for a text than it did before, because
-- indexes hold what they answered; another rule is another function.
--
-- Bodies are parsed here and now rather than at each call, so they hold whatever the search path is when an index is built.

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Lower case character by character, whatever the locale of the database.
DO $$
BEGIN
  EXECUTE format(
    'CREATE FUNCTION folded(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN lower(value COLLATE %s)',
    CASE WHEN current_setting('server_version_num')::integer >= 170000 THEN 'pg_catalog.pg_c_utf8' ELSE '"default"' END
  );
END
$$;

-- Lower case of ASCII and nothing else, which is all that the original does when it is asked not to look at the case.
CREATE FUNCTION folded_ascii(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(value COLLATE "C");

-- Words between blanks that are longer than 255 units, in pieces: each ends with the character that reaches 255.
CREATE FUNCTION cut_long_words(words text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  cut text[] := '{}';
  word text;
  shown text;
  at integer;
BEGIN
  FOREACH word IN ARRAY words LOOP
    at := 1;
    LOOP
      shown := substr(word, at, 255);
      IF shown ~ '[\U00010000-\U0010ffff]' THEN
        shown := left(shown, (
          SELECT count(*) FILTER (WHERE reached - units < 255)::integer FROM (
            SELECT units, sum(units) OVER (ORDER BY place) AS reached
            FROM unnest(string_to_array(shown, NULL)) WITH ORDINALITY AS each (character, place),
              LATERAL (SELECT CASE WHEN ascii(character) > 65535 THEN 2 ELSE 1 END) AS sized (units)
          ) AS counted
        ));
      END IF;
      EXIT WHEN shown = '';
      cut := cut || shown;
      at := at + length(shown);
    END LOOP;
  END LOOP;
  RETURN cut;
END
$$;

-- The blanks that part words. One that holds words together (U+00A0) does not.
CREATE FUNCTION blanks() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN E'\t\n\u000b\f\r\u001c\u001d\u001e\u001f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000';

-- What lies between blanks, case and all.
CREATE FUNCTION words_whitespace(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40
RETURN CASE WHEN length(value) <= 127 THEN array_remove(string_to_array(translate(value, blanks(), repeat(' ', 24)), ' '), '')
  ELSE cut_long_words(array_remove(string_to_array(translate(value, blanks(), repeat(' ', 24)), ' '), '')) END;

-- Digits begin a word of their own; blanks, `_`, `-`, `'`, `/` and `@` part words; nothing is left from an apostrophe on. COMPAT: of a
-- longer word only the first 600 characters, which is what an index can hold; the original refuses a text with a word beyond 32,766 bytes.
CREATE FUNCTION words_text(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40
RETURN CASE WHEN strpos(value, '’') = 0 AND length(value) <= 600
  THEN array_remove(string_to_array(translate(regexp_replace(folded(value), '([0-9]+)', ' \1', 'g'), '_-''/@', '     '), ' '), '')
  ELSE ARRAY(
    SELECT left(split_part(word, '’', 1), 600)
    FROM unnest(array_remove(string_to_array(translate(regexp_replace(folded(value), '([0-9]+)', ' \1', 'g'), '_-''/@', '     '), ' '), ''))
      WITH ORDINALITY AS each (word, place)
    ORDER BY place
  ) END;

-- The same with more marks between words.
CREATE FUNCTION words_text_v2(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40
RETURN CASE WHEN strpos(value, '’') = 0 AND length(value) <= 600
  THEN array_remove(string_to_array(translate(regexp_replace(folded(value), '([0-9]+)', ' \1', 'g'), '_-''/@,;$#&".()[]{}:', repeat(' ', 19)), ' '), '')
  ELSE ARRAY(
    SELECT left(split_part(word, '’', 1), 600)
    FROM unnest(array_remove(string_to_array(translate(regexp_replace(folded(value), '([0-9]+)', ' \1', 'g'), '_-''/@,;$#&".()[]{}:', repeat(' ', 19)), ' '), ''))
      WITH ORDINALITY AS each (word, place)
    ORDER BY place
  ) END;

-- Porter2 without stop words.
CREATE TEXT SEARCH DICTIONARY english_stems (TEMPLATE = snowball, LANGUAGE = english);


CREATE FUNCTION words_stemmed(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 80
RETURN ARRAY(
  -- Later versions of PostgreSQL leave the double letter of `added`; the original does not.
  SELECT CASE WHEN word ~ '^[aeo](bb|dd|ff|gg|mm|nn|pp|rr|tt)(ed|ing)(ly)?$' THEN left(word, 2)
    ELSE coalesce((ts_lexize('english_stems', word))[1], word) END
  FROM unnest(words_text(value)) WITH ORDINALITY AS each (word, place)
  ORDER BY place
);

-- What lies between commas, blanks and all.
CREATE FUNCTION words_comma(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10
RETURN array_remove(string_to_array(folded(value), ','), '');

-- Digits apart from everything else; blanks, punctuation and symbols of all scripts part words.
CREATE FUNCTION words_glossary(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 80
RETURN array_remove(regexp_split_to_array(
  regexp_replace(folded(value), '([0-9]+)', ' \1 ', 'g'),
  CASE WHEN octet_length(value) = length(value) THEN '[^a-z0-9\u0001-\u0008\u000e-\u001f\u007f]+' ELSE (
    SELECT '[' || parting || ']+' FROM (SELECT
      '\u0009-\u000d\u0020-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007e\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8'
      '\u00bb\u00bf\u00d7\u00f7\u02c2-\u02c5\u02d2-\u02df\u02e5-\u02eb\u02ed\u02ef-\u02ff\u0375\u037e\u0384\u0385\u0387\u03f6\u0482'
      '\u055a-\u055f\u0589\u058a\u058d-\u058f\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0606-\u060f\u061b\u061e\u061f\u066a-\u066d\u06d4'
      '\u06de\u06e9\u06fd\u06fe\u0700-\u070d\u07f6-\u07f9\u07fe\u07ff\u0830-\u083e\u085e\u0964\u0965\u0970\u09f2\u09f3\u09fa\u09fb'
      '\u09fd\u0a76\u0af0\u0af1\u0b70\u0bf3-\u0bfa\u0c77\u0c7f\u0c84\u0d4f\u0d79\u0df4\u0e3f\u0e4f\u0e5a\u0e5b\u0f01-\u0f17\u0f1a-'
      '\u0f1f\u0f34\u0f36\u0f38\u0f3a-\u0f3d\u0f85\u0fbe-\u0fc5\u0fc7-\u0fcc\u0fce-\u0fda\u104a-\u104f\u109e\u109f\u10fb\u1360-'
      '\u1368\u1390-\u1399\u1400\u166d\u166e\u169b\u169c\u16eb-\u16ed\u1735\u1736\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u1940'
      '\u1944\u1945\u19de-\u19ff\u1a1e\u1a1f\u1aa0-\u1aa6\u1aa8-\u1aad\u1b5a-\u1b6a\u1b74-\u1b7c\u1bfc-\u1bff\u1c3b-\u1c3f\u1c7e'
      '\u1c7f\u1cc0-\u1cc7\u1cd3\u1fbd\u1fbf-\u1fc1\u1fcd-\u1fcf\u1fdd-\u1fdf\u1fed-\u1fef\u1ffd\u1ffe\u2010-\u2027\u2030-\u205e'
      '\u207a-\u207e\u208a-\u208e\u20a0-\u20bf\u2100\u2101\u2103-\u2106\u2108\u2109\u2114\u2116-\u2118\u211e-\u2123\u2125\u2127'
      '\u2129\u212e\u213a\u213b\u2140-\u2144\u214a-\u214d\u214f\u218a\u218b\u2190-\u2426\u2440-\u244a\u249c-\u24e9\u2500-\u2775'
      '\u2794-\u2b73\u2b76-\u2b95\u2b97-\u2bff\u2ce5-\u2cea\u2cf9-\u2cfc\u2cfe\u2cff\u2d70\u2e00-\u2e2e\u2e30-\u2e52\u2e80-\u2e99'
      '\u2e9b-\u2ef3\u2f00-\u2fd5\u2ff0-\u2ffb\u3001-\u3004\u3008-\u3020\u3030\u3036\u3037\u303d-\u303f\u309b\u309c\u30a0\u30fb'
      '\u3190\u3191\u3196-\u319f\u31c0-\u31e3\u3200-\u321e\u322a-\u3247\u3250\u3260-\u327f\u328a-\u32b0\u32c0-\u33ff\u4dc0-\u4dff'
      '\ua490-\ua4c6\ua4fe\ua4ff\ua60d-\ua60f\ua673\ua67e\ua6f2-\ua6f7\ua700-\ua716\ua720\ua721\ua789\ua78a\ua828-\ua82b\ua836-'
      '\ua839\ua874-\ua877\ua8ce\ua8cf\ua8f8-\ua8fa\ua8fc\ua92e\ua92f\ua95f\ua9c1-\ua9cd\ua9de\ua9df\uaa5c-\uaa5f\uaa77-\uaa79'
      '\uaade\uaadf\uaaf0\uaaf1\uab5b\uab6a\uab6b\uabeb\ufb29\ufbb2-\ufbc1\ufd3e\ufd3f\ufdfc\ufdfd\ufe10-\ufe19\ufe30-\ufe52\ufe54-'
      '\ufe66\ufe68-\ufe6b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffe6\uffe8-\uffee\ufffc\ufffd\U00010100-'
      '\U00010102\U00010137-\U0001013f\U00010179-\U00010189\U0001018c-\U0001018e\U00010190-\U0001019c\U000101a0\U000101d0-'
      '\U000101fc\U0001039f\U000103d0\U0001056f\U00010857\U00010877\U00010878\U0001091f\U0001093f\U00010a50-\U00010a58\U00010a7f'
      '\U00010ac8\U00010af0-\U00010af6\U00010b39-\U00010b3f\U00010b99-\U00010b9c\U00010ead\U00010f55-\U00010f59\U00011047-'
      '\U0001104d\U000110bb\U000110bc\U000110be-\U000110c1\U00011140-\U00011143\U00011174\U00011175\U000111c5-\U000111c8\U000111cd'
      '\U000111db\U000111dd-\U000111df\U00011238-\U0001123d\U000112a9\U0001144b-\U0001144f\U0001145a\U0001145b\U0001145d\U000114c6'
      '\U000115c1-\U000115d7\U00011641-\U00011643\U00011660-\U0001166c\U0001173c-\U0001173f\U0001183b\U00011944-\U00011946'
      '\U000119e2\U00011a3f-\U00011a46\U00011a9a-\U00011a9c\U00011a9e-\U00011aa2\U00011c41-\U00011c45\U00011c70\U00011c71\U00011ef7'
      '\U00011ef8\U00011fd5-\U00011ff1\U00011fff\U00012470-\U00012474\U00016a6e\U00016a6f\U00016af5\U00016b37-\U00016b3f\U00016b44'
      '\U00016b45\U00016e97-\U00016e9a\U00016fe2\U0001bc9c\U0001bc9f\U0001d000-\U0001d0f5\U0001d100-\U0001d126\U0001d129-\U0001d164'
      '\U0001d16a-\U0001d16c\U0001d183\U0001d184\U0001d18c-\U0001d1a9\U0001d1ae-\U0001d1e8\U0001d200-\U0001d241\U0001d245\U0001d300'
      '-\U0001d356\U0001d6c1\U0001d6db\U0001d6fb\U0001d715\U0001d735\U0001d74f\U0001d76f\U0001d789\U0001d7a9\U0001d7c3\U0001d800-'
      '\U0001d9ff\U0001da37-\U0001da3a\U0001da6d-\U0001da74\U0001da76-\U0001da83\U0001da85-\U0001da8b\U0001e14f\U0001e2ff\U0001e95e'
      '\U0001e95f\U0001ecac\U0001ecb0\U0001ed2e\U0001eef0\U0001eef1\U0001f000-\U0001f02b\U0001f030-\U0001f093\U0001f0a0-\U0001f0ae'
      '\U0001f0b1-\U0001f0bf\U0001f0c1-\U0001f0cf\U0001f0d1-\U0001f0f5\U0001f10d-\U0001f1ad\U0001f1e6-\U0001f202\U0001f210-'
      '\U0001f23b\U0001f240-\U0001f248\U0001f250\U0001f251\U0001f260-\U0001f265\U0001f300-\U0001f6d7\U0001f6e0-\U0001f6ec\U0001f6f0'
      '-\U0001f6fc\U0001f700-\U0001f773\U0001f780-\U0001f7d8\U0001f7e0-\U0001f7eb\U0001f800-\U0001f80b\U0001f810-\U0001f847'
      '\U0001f850-\U0001f859\U0001f860-\U0001f887\U0001f890-\U0001f8ad\U0001f8b0\U0001f8b1\U0001f900-\U0001f978\U0001f97a-'
      '\U0001f9cb\U0001f9cd-\U0001fa53\U0001fa60-\U0001fa6d\U0001fa70-\U0001fa74\U0001fa78-\U0001fa7a\U0001fa80-\U0001fa86'
      '\U0001fa90-\U0001faa8\U0001fab0-\U0001fab6\U0001fac0-\U0001fac2\U0001fad0-\U0001fad6\U0001fb00-\U0001fb92\U0001fb94-'
      '\U0001fbca' AS parting
    ) AS class
  ) END
), '');

-- Every path that a path lies on, and itself. COMPAT: no more than the first 1000, because together they grow with the square of the
-- length; the original refuses a text that long.
CREATE FUNCTION words_path(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40
RETURN (
  SELECT coalesce(array_remove(array_agg(path ORDER BY level), ''), '{}') FROM (
    SELECT level, array_to_string(steps[:level], '/') AS path
    FROM string_to_array(value, '/') AS steps, generate_series(1, least(cardinality(steps), 1000)) AS level
    WHERE level > 1 OR steps[1] <> ''
  ) AS paths
);

-- All of them are at one place.
CREATE FUNCTION places_path(value text) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40
RETURN array_fill(0, ARRAY[cardinality(words_path(value))]);

-- How words are taken apart: what is cut off at both ends, an English `'s`, and a part. Made of kinds of characters once, not at each call.
CREATE FUNCTION word_parting(upper text, lower text, uncased text, number text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
  SELECT ARRAY[
    '^[^' || held || ']+|[^' || held || ']+$',
    '([' || spelled || '])''[sS](?=[^' || held || ']|$)',
    '[^' || held || ']*(' || alike || '(?:[' || beyond || ']+' || alike || ')*)'
  ]
  FROM (
    SELECT '(?:[' || number || ']+|[' || upper || ']*[' || lower || ']*(?:[' || uncased || ']+[' || upper || ']*[' || lower || ']*)*)' AS alike,
      beyond, lower || upper || uncased || beyond AS spelled, lower || upper || uncased || number || beyond AS held
    FROM (SELECT '\U00010000-\U0010ffff' AS beyond) AS others
  ) AS kinds
);

CREATE FUNCTION ascii_word_parting() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN word_parting('A-Z', 'a-z', '\u0800', '0-9');

CREATE FUNCTION any_word_parting() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT word_parting(upper, lower, uncased, number) FROM (SELECT
    '\u0041-\u005a\u00c0-\u00d6\u00d8-\u00de\u0100\u0102\u0104\u0106\u0108\u010a\u010c\u010e\u0110\u0112\u0114\u0116\u0118\u011a'
    '\u011c\u011e\u0120\u0122\u0124\u0126\u0128\u012a\u012c\u012e\u0130\u0132\u0134\u0136\u0139\u013b\u013d\u013f\u0141\u0143\u0145'
    '\u0147\u014a\u014c\u014e\u0150\u0152\u0154\u0156\u0158\u015a\u015c\u015e\u0160\u0162\u0164\u0166\u0168\u016a\u016c\u016e\u0170'
    '\u0172\u0174\u0176\u0178\u0179\u017b\u017d\u0181\u0182\u0184\u0186\u0187\u0189-\u018b\u018e-\u0191\u0193\u0194\u0196-\u0198'
    '\u019c\u019d\u019f\u01a0\u01a2\u01a4\u01a6\u01a7\u01a9\u01ac\u01ae\u01af\u01b1-\u01b3\u01b5\u01b7\u01b8\u01bc\u01c4\u01c7'
    '\u01ca\u01cd\u01cf\u01d1\u01d3\u01d5\u01d7\u01d9\u01db\u01de\u01e0\u01e2\u01e4\u01e6\u01e8\u01ea\u01ec\u01ee\u01f1\u01f4\u01f6'
    '-\u01f8\u01fa\u01fc\u01fe\u0200\u0202\u0204\u0206\u0208\u020a\u020c\u020e\u0210\u0212\u0214\u0216\u0218\u021a\u021c\u021e'
    '\u0220\u0222\u0224\u0226\u0228\u022a\u022c\u022e\u0230\u0232\u023a\u023b\u023d\u023e\u0241\u0243-\u0246\u0248\u024a\u024c'
    '\u024e\u0370\u0372\u0376\u037f\u0386\u0388-\u038a\u038c\u038e\u038f\u0391-\u03a1\u03a3-\u03ab\u03cf\u03d2-\u03d4\u03d8\u03da'
    '\u03dc\u03de\u03e0\u03e2\u03e4\u03e6\u03e8\u03ea\u03ec\u03ee\u03f4\u03f7\u03f9\u03fa\u03fd-\u042f\u0460\u0462\u0464\u0466'
    '\u0468\u046a\u046c\u046e\u0470\u0472\u0474\u0476\u0478\u047a\u047c\u047e\u0480\u048a\u048c\u048e\u0490\u0492\u0494\u0496\u0498'
    '\u049a\u049c\u049e\u04a0\u04a2\u04a4\u04a6\u04a8\u04aa\u04ac\u04ae\u04b0\u04b2\u04b4\u04b6\u04b8\u04ba\u04bc\u04be\u04c0\u04c1'
    '\u04c3\u04c5\u04c7\u04c9\u04cb\u04cd\u04d0\u04d2\u04d4\u04d6\u04d8\u04da\u04dc\u04de\u04e0\u04e2\u04e4\u04e6\u04e8\u04ea\u04ec'
    '\u04ee\u04f0\u04f2\u04f4\u04f6\u04f8\u04fa\u04fc\u04fe\u0500\u0502\u0504\u0506\u0508\u050a\u050c\u050e\u0510\u0512\u0514\u0516'
    '\u0518\u051a\u051c\u051e\u0520\u0522\u0524\u0526\u0528\u052a\u052c\u052e\u0531-\u0556\u10a0-\u10c5\u10c7\u10cd\u13a0-\u13f5'
    '\u1c90-\u1cba\u1cbd-\u1cbf\u1e00\u1e02\u1e04\u1e06\u1e08\u1e0a\u1e0c\u1e0e\u1e10\u1e12\u1e14\u1e16\u1e18\u1e1a\u1e1c\u1e1e'
    '\u1e20\u1e22\u1e24\u1e26\u1e28\u1e2a\u1e2c\u1e2e\u1e30\u1e32\u1e34\u1e36\u1e38\u1e3a\u1e3c\u1e3e\u1e40\u1e42\u1e44\u1e46\u1e48'
    '\u1e4a\u1e4c\u1e4e\u1e50\u1e52\u1e54\u1e56\u1e58\u1e5a\u1e5c\u1e5e\u1e60\u1e62\u1e64\u1e66\u1e68\u1e6a\u1e6c\u1e6e\u1e70\u1e72'
    '\u1e74\u1e76\u1e78\u1e7a\u1e7c\u1e7e\u1e80\u1e82\u1e84\u1e86\u1e88\u1e8a\u1e8c\u1e8e\u1e90\u1e92\u1e94\u1e9e\u1ea0\u1ea2\u1ea4'
    '\u1ea6\u1ea8\u1eaa\u1eac\u1eae\u1eb0\u1eb2\u1eb4\u1eb6\u1eb8\u1eba\u1ebc\u1ebe\u1ec0\u1ec2\u1ec4\u1ec6\u1ec8\u1eca\u1ecc\u1ece'
    '\u1ed0\u1ed2\u1ed4\u1ed6\u1ed8\u1eda\u1edc\u1ede\u1ee0\u1ee2\u1ee4\u1ee6\u1ee8\u1eea\u1eec\u1eee\u1ef0\u1ef2\u1ef4\u1ef6\u1ef8'
    '\u1efa\u1efc\u1efe\u1f08-\u1f0f\u1f18-\u1f1d\u1f28-\u1f2f\u1f38-\u1f3f\u1f48-\u1f4d\u1f59\u1f5b\u1f5d\u1f5f\u1f68-\u1f6f\u1fb8'
    '-\u1fbb\u1fc8-\u1fcb\u1fd8-\u1fdb\u1fe8-\u1fec\u1ff8-\u1ffb\u2102\u2107\u210b-\u210d\u2110-\u2112\u2115\u2119-\u211d\u2124'
    '\u2126\u2128\u212a-\u212d\u2130-\u2133\u213e\u213f\u2145\u2183\u2c00-\u2c2e\u2c60\u2c62-\u2c64\u2c67\u2c69\u2c6b\u2c6d-\u2c70'
    '\u2c72\u2c75\u2c7e-\u2c80\u2c82\u2c84\u2c86\u2c88\u2c8a\u2c8c\u2c8e\u2c90\u2c92\u2c94\u2c96\u2c98\u2c9a\u2c9c\u2c9e\u2ca0'
    '\u2ca2\u2ca4\u2ca6\u2ca8\u2caa\u2cac\u2cae\u2cb0\u2cb2\u2cb4\u2cb6\u2cb8\u2cba\u2cbc\u2cbe\u2cc0\u2cc2\u2cc4\u2cc6\u2cc8\u2cca'
    '\u2ccc\u2cce\u2cd0\u2cd2\u2cd4\u2cd6\u2cd8\u2cda\u2cdc\u2cde\u2ce0\u2ce2\u2ceb\u2ced\u2cf2\ua640\ua642\ua644\ua646\ua648\ua64a'
    '\ua64c\ua64e\ua650\ua652\ua654\ua656\ua658\ua65a\ua65c\ua65e\ua660\ua662\ua664\ua666\ua668\ua66a\ua66c\ua680\ua682\ua684\ua686'
    '\ua688\ua68a\ua68c\ua68e\ua690\ua692\ua694\ua696\ua698\ua69a\ua722\ua724\ua726\ua728\ua72a\ua72c\ua72e\ua732\ua734\ua736\ua738'
    '\ua73a\ua73c\ua73e\ua740\ua742\ua744\ua746\ua748\ua74a\ua74c\ua74e\ua750\ua752\ua754\ua756\ua758\ua75a\ua75c\ua75e\ua760\ua762'
    '\ua764\ua766\ua768\ua76a\ua76c\ua76e\ua779\ua77b\ua77d\ua77e\ua780\ua782\ua784\ua786\ua78b\ua78d\ua790\ua792\ua796\ua798\ua79a'
    '\ua79c\ua79e\ua7a0\ua7a2\ua7a4\ua7a6\ua7a8\ua7aa-\ua7ae\ua7b0-\ua7b4\ua7b6\ua7b8\ua7ba\ua7bc\ua7be\ua7c2\ua7c4-\ua7c7\ua7c9'
    '\ua7f5\uff21-\uff3a' AS upper,
    '\u0061-\u007a\u00aa\u00b5\u00ba\u00df-\u00f6\u00f8-\u00ff\u0101\u0103\u0105\u0107\u0109\u010b\u010d\u010f\u0111\u0113\u0115'
    '\u0117\u0119\u011b\u011d\u011f\u0121\u0123\u0125\u0127\u0129\u012b\u012d\u012f\u0131\u0133\u0135\u0137\u0138\u013a\u013c\u013e'
    '\u0140\u0142\u0144\u0146\u0148\u0149\u014b\u014d\u014f\u0151\u0153\u0155\u0157\u0159\u015b\u015d\u015f\u0161\u0163\u0165\u0167'
    '\u0169\u016b\u016d\u016f\u0171\u0173\u0175\u0177\u017a\u017c\u017e-\u0180\u0183\u0185\u0188\u018c\u018d\u0192\u0195\u0199-'
    '\u019b\u019e\u01a1\u01a3\u01a5\u01a8\u01aa\u01ab\u01ad\u01b0\u01b4\u01b6\u01b9\u01ba\u01bd-\u01bf\u01c6\u01c9\u01cc\u01ce'
    '\u01d0\u01d2\u01d4\u01d6\u01d8\u01da\u01dc\u01dd\u01df\u01e1\u01e3\u01e5\u01e7\u01e9\u01eb\u01ed\u01ef\u01f0\u01f3\u01f5\u01f9'
    '\u01fb\u01fd\u01ff\u0201\u0203\u0205\u0207\u0209\u020b\u020d\u020f\u0211\u0213\u0215\u0217\u0219\u021b\u021d\u021f\u0221\u0223'
    '\u0225\u0227\u0229\u022b\u022d\u022f\u0231\u0233-\u0239\u023c\u023f\u0240\u0242\u0247\u0249\u024b\u024d\u024f-\u0293\u0295-'
    '\u02af\u0371\u0373\u0377\u037b-\u037d\u0390\u03ac-\u03ce\u03d0\u03d1\u03d5-\u03d7\u03d9\u03db\u03dd\u03df\u03e1\u03e3\u03e5'
    '\u03e7\u03e9\u03eb\u03ed\u03ef-\u03f3\u03f5\u03f8\u03fb\u03fc\u0430-\u045f\u0461\u0463\u0465\u0467\u0469\u046b\u046d\u046f'
    '\u0471\u0473\u0475\u0477\u0479\u047b\u047d\u047f\u0481\u048b\u048d\u048f\u0491\u0493\u0495\u0497\u0499\u049b\u049d\u049f\u04a1'
    '\u04a3\u04a5\u04a7\u04a9\u04ab\u04ad\u04af\u04b1\u04b3\u04b5\u04b7\u04b9\u04bb\u04bd\u04bf\u04c2\u04c4\u04c6\u04c8\u04ca\u04cc'
    '\u04ce\u04cf\u04d1\u04d3\u04d5\u04d7\u04d9\u04db\u04dd\u04df\u04e1\u04e3\u04e5\u04e7\u04e9\u04eb\u04ed\u04ef\u04f1\u04f3\u04f5'
    '\u04f7\u04f9\u04fb\u04fd\u04ff\u0501\u0503\u0505\u0507\u0509\u050b\u050d\u050f\u0511\u0513\u0515\u0517\u0519\u051b\u051d\u051f'
    '\u0521\u0523\u0525\u0527\u0529\u052b\u052d\u052f\u0560-\u0588\u10d0-\u10fa\u10fd-\u10ff\u13f8-\u13fd\u1c80-\u1c88\u1d00-\u1d2b'
    '\u1d6b-\u1d77\u1d79-\u1d9a\u1e01\u1e03\u1e05\u1e07\u1e09\u1e0b\u1e0d\u1e0f\u1e11\u1e13\u1e15\u1e17\u1e19\u1e1b\u1e1d\u1e1f'
    '\u1e21\u1e23\u1e25\u1e27\u1e29\u1e2b\u1e2d\u1e2f\u1e31\u1e33\u1e35\u1e37\u1e39\u1e3b\u1e3d\u1e3f\u1e41\u1e43\u1e45\u1e47\u1e49'
    '\u1e4b\u1e4d\u1e4f\u1e51\u1e53\u1e55\u1e57\u1e59\u1e5b\u1e5d\u1e5f\u1e61\u1e63\u1e65\u1e67\u1e69\u1e6b\u1e6d\u1e6f\u1e71\u1e73'
    '\u1e75\u1e77\u1e79\u1e7b\u1e7d\u1e7f\u1e81\u1e83\u1e85\u1e87\u1e89\u1e8b\u1e8d\u1e8f\u1e91\u1e93\u1e95-\u1e9d\u1e9f\u1ea1'
    '\u1ea3\u1ea5\u1ea7\u1ea9\u1eab\u1ead\u1eaf\u1eb1\u1eb3\u1eb5\u1eb7\u1eb9\u1ebb\u1ebd\u1ebf\u1ec1\u1ec3\u1ec5\u1ec7\u1ec9\u1ecb'
    '\u1ecd\u1ecf\u1ed1\u1ed3\u1ed5\u1ed7\u1ed9\u1edb\u1edd\u1edf\u1ee1\u1ee3\u1ee5\u1ee7\u1ee9\u1eeb\u1eed\u1eef\u1ef1\u1ef3\u1ef5'
    '\u1ef7\u1ef9\u1efb\u1efd\u1eff-\u1f07\u1f10-\u1f15\u1f20-\u1f27\u1f30-\u1f37\u1f40-\u1f45\u1f50-\u1f57\u1f60-\u1f67\u1f70-'
    '\u1f7d\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7\u1fb0-\u1fb4\u1fb6\u1fb7\u1fbe\u1fc2-\u1fc4\u1fc6\u1fc7\u1fd0-\u1fd3\u1fd6\u1fd7'
    '\u1fe0-\u1fe7\u1ff2-\u1ff4\u1ff6\u1ff7\u210a\u210e\u210f\u2113\u212f\u2134\u2139\u213c\u213d\u2146-\u2149\u214e\u2184\u2c30-'
    '\u2c5e\u2c61\u2c65\u2c66\u2c68\u2c6a\u2c6c\u2c71\u2c73\u2c74\u2c76-\u2c7b\u2c81\u2c83\u2c85\u2c87\u2c89\u2c8b\u2c8d\u2c8f'
    '\u2c91\u2c93\u2c95\u2c97\u2c99\u2c9b\u2c9d\u2c9f\u2ca1\u2ca3\u2ca5\u2ca7\u2ca9\u2cab\u2cad\u2caf\u2cb1\u2cb3\u2cb5\u2cb7\u2cb9'
    '\u2cbb\u2cbd\u2cbf\u2cc1\u2cc3\u2cc5\u2cc7\u2cc9\u2ccb\u2ccd\u2ccf\u2cd1\u2cd3\u2cd5\u2cd7\u2cd9\u2cdb\u2cdd\u2cdf\u2ce1\u2ce3'
    '\u2ce4\u2cec\u2cee\u2cf3\u2d00-\u2d25\u2d27\u2d2d\ua641\ua643\ua645\ua647\ua649\ua64b\ua64d\ua64f\ua651\ua653\ua655\ua657'
    '\ua659\ua65b\ua65d\ua65f\ua661\ua663\ua665\ua667\ua669\ua66b\ua66d\ua681\ua683\ua685\ua687\ua689\ua68b\ua68d\ua68f\ua691\ua693'
    '\ua695\ua697\ua699\ua69b\ua723\ua725\ua727\ua729\ua72b\ua72d\ua72f-\ua731\ua733\ua735\ua737\ua739\ua73b\ua73d\ua73f\ua741'
    '\ua743\ua745\ua747\ua749\ua74b\ua74d\ua74f\ua751\ua753\ua755\ua757\ua759\ua75b\ua75d\ua75f\ua761\ua763\ua765\ua767\ua769\ua76b'
    '\ua76d\ua76f\ua771-\ua778\ua77a\ua77c\ua77f\ua781\ua783\ua785\ua787\ua78c\ua78e\ua791\ua793-\ua795\ua797\ua799\ua79b\ua79d'
    '\ua79f\ua7a1\ua7a3\ua7a5\ua7a7\ua7a9\ua7af\ua7b5\ua7b7\ua7b9\ua7bb\ua7bd\ua7bf\ua7c3\ua7c8\ua7ca\ua7f6\ua7fa\uab30-\uab5a'
    '\uab60-\uab68\uab70-\uabbf\ufb00-\ufb06\ufb13-\ufb17\uff41-\uff5a' AS lower,
    '\u01bb\u01c0-\u01c3\u01c5\u01c8\u01cb\u01f2\u0294\u02b0-\u02c1\u02c6-\u02d1\u02e0-\u02e4\u02ec\u02ee\u0300-\u036f\u0374\u037a'
    '\u0483-\u0489\u0559\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u05d0-\u05ea\u05ef-\u05f2\u0610-\u061a\u0620-\u065f\u066e'
    '-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06fc\u06ff\u0710-\u074a\u074d-\u07b1\u07ca-\u07f5\u07fa\u07fd\u0800-'
    '\u082d\u0840-\u085b\u0860-\u086a\u08a0-\u08b4\u08b6-\u08c7\u08d3-\u08e1\u08e3-\u0963\u0971-\u0983\u0985-\u098c\u098f\u0990'
    '\u0993-\u09a8\u09aa-\u09b0\u09b2\u09b6-\u09b9\u09bc-\u09c4\u09c7\u09c8\u09cb-\u09ce\u09d7\u09dc\u09dd\u09df-\u09e3\u09f0\u09f1'
    '\u09fc\u09fe\u0a01-\u0a03\u0a05-\u0a0a\u0a0f\u0a10\u0a13-\u0a28\u0a2a-\u0a30\u0a32\u0a33\u0a35\u0a36\u0a38\u0a39\u0a3c\u0a3e-'
    '\u0a42\u0a47\u0a48\u0a4b-\u0a4d\u0a51\u0a59-\u0a5c\u0a5e\u0a70-\u0a75\u0a81-\u0a83\u0a85-\u0a8d\u0a8f-\u0a91\u0a93-\u0aa8'
    '\u0aaa-\u0ab0\u0ab2\u0ab3\u0ab5-\u0ab9\u0abc-\u0ac5\u0ac7-\u0ac9\u0acb-\u0acd\u0ad0\u0ae0-\u0ae3\u0af9-\u0aff\u0b01-\u0b03'
    '\u0b05-\u0b0c\u0b0f\u0b10\u0b13-\u0b28\u0b2a-\u0b30\u0b32\u0b33\u0b35-\u0b39\u0b3c-\u0b44\u0b47\u0b48\u0b4b-\u0b4d\u0b55-'
    '\u0b57\u0b5c\u0b5d\u0b5f-\u0b63\u0b71\u0b82\u0b83\u0b85-\u0b8a\u0b8e-\u0b90\u0b92-\u0b95\u0b99\u0b9a\u0b9c\u0b9e\u0b9f\u0ba3'
    '\u0ba4\u0ba8-\u0baa\u0bae-\u0bb9\u0bbe-\u0bc2\u0bc6-\u0bc8\u0bca-\u0bcd\u0bd0\u0bd7\u0c00-\u0c0c\u0c0e-\u0c10\u0c12-\u0c28'
    '\u0c2a-\u0c39\u0c3d-\u0c44\u0c46-\u0c48\u0c4a-\u0c4d\u0c55\u0c56\u0c58-\u0c5a\u0c60-\u0c63\u0c80-\u0c83\u0c85-\u0c8c\u0c8e-'
    '\u0c90\u0c92-\u0ca8\u0caa-\u0cb3\u0cb5-\u0cb9\u0cbc-\u0cc4\u0cc6-\u0cc8\u0cca-\u0ccd\u0cd5\u0cd6\u0cde\u0ce0-\u0ce3\u0cf1'
    '\u0cf2\u0d00-\u0d0c\u0d0e-\u0d10\u0d12-\u0d44\u0d46-\u0d48\u0d4a-\u0d4e\u0d54-\u0d57\u0d5f-\u0d63\u0d7a-\u0d7f\u0d81-\u0d83'
    '\u0d85-\u0d96\u0d9a-\u0db1\u0db3-\u0dbb\u0dbd\u0dc0-\u0dc6\u0dca\u0dcf-\u0dd4\u0dd6\u0dd8-\u0ddf\u0df2\u0df3\u0e01-\u0e3a'
    '\u0e40-\u0e4e\u0e81\u0e82\u0e84\u0e86-\u0e8a\u0e8c-\u0ea3\u0ea5\u0ea7-\u0ebd\u0ec0-\u0ec4\u0ec6\u0ec8-\u0ecd\u0edc-\u0edf'
    '\u0f00\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f47\u0f49-\u0f6c\u0f71-\u0f84\u0f86-\u0f97\u0f99-\u0fbc\u0fc6\u1000-\u103f\u1050'
    '-\u108f\u109a-\u109d\u10fc\u1100-\u1248\u124a-\u124d\u1250-\u1256\u1258\u125a-\u125d\u1260-\u1288\u128a-\u128d\u1290-\u12b0'
    '\u12b2-\u12b5\u12b8-\u12be\u12c0\u12c2-\u12c5\u12c8-\u12d6\u12d8-\u1310\u1312-\u1315\u1318-\u135a\u135d-\u135f\u1380-\u138f'
    '\u1401-\u166c\u166f-\u167f\u1681-\u169a\u16a0-\u16ea\u16f1-\u16f8\u1700-\u170c\u170e-\u1714\u1720-\u1734\u1740-\u1753\u1760-'
    '\u176c\u176e-\u1770\u1772\u1773\u1780-\u17d3\u17d7\u17dc\u17dd\u180b-\u180d\u1820-\u1878\u1880-\u18aa\u18b0-\u18f5\u1900-'
    '\u191e\u1920-\u192b\u1930-\u193b\u1950-\u196d\u1970-\u1974\u1980-\u19ab\u19b0-\u19c9\u1a00-\u1a1b\u1a20-\u1a5e\u1a60-\u1a7c'
    '\u1a7f\u1aa7\u1ab0-\u1ac0\u1b00-\u1b4b\u1b6b-\u1b73\u1b80-\u1baf\u1bba-\u1bf3\u1c00-\u1c37\u1c4d-\u1c4f\u1c5a-\u1c7d\u1cd0-'
    '\u1cd2\u1cd4-\u1cfa\u1d2c-\u1d6a\u1d78\u1d9b-\u1df9\u1dfb-\u1dff\u1f88-\u1f8f\u1f98-\u1f9f\u1fa8-\u1faf\u1fbc\u1fcc\u1ffc'
    '\u2071\u207f\u2090-\u209c\u20d0-\u20f0\u2135-\u2138\u2c7c\u2c7d\u2cef-\u2cf1\u2d30-\u2d67\u2d6f\u2d7f-\u2d96\u2da0-\u2da6'
    '\u2da8-\u2dae\u2db0-\u2db6\u2db8-\u2dbe\u2dc0-\u2dc6\u2dc8-\u2dce\u2dd0-\u2dd6\u2dd8-\u2dde\u2de0-\u2dff\u2e2f\u3005\u3006'
    '\u302a-\u302f\u3031-\u3035\u303b\u303c\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-'
    '\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9ffc\ua000-\ua48c\ua4d0-\ua4fd\ua500-\ua60c\ua610-\ua61f\ua62a\ua62b'
    '\ua66e-\ua672\ua674-\ua67d\ua67f\ua69c-\ua6e5\ua6f0\ua6f1\ua717-\ua71f\ua770\ua788\ua78f\ua7f7-\ua7f9\ua7fb-\ua827\ua82c\ua840'
    '-\ua873\ua880-\ua8c5\ua8e0-\ua8f7\ua8fb\ua8fd-\ua8ff\ua90a-\ua92d\ua930-\ua953\ua960-\ua97c\ua980-\ua9c0\ua9cf\ua9e0-\ua9ef'
    '\ua9fa-\ua9fe\uaa00-\uaa36\uaa40-\uaa4d\uaa60-\uaa76\uaa7a-\uaac2\uaadb-\uaadd\uaae0-\uaaef\uaaf2-\uaaf6\uab01-\uab06\uab09-'
    '\uab0e\uab11-\uab16\uab20-\uab26\uab28-\uab2e\uab5c-\uab5f\uab69\uabc0-\uabea\uabec\uabed\uac00-\ud7a3\ud7b0-\ud7c6\ud7cb-'
    '\ud7fb\uf900-\ufa6d\ufa70-\ufad9\ufb1d-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40\ufb41\ufb43\ufb44\ufb46-\ufbb1\ufbd3-'
    '\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb\ufe00-\ufe0f\ufe20-\ufe2f\ufe70-\ufe74\ufe76-\ufefc\uff66-\uffbe\uffc2-\uffc7'
    '\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc' AS uncased,
    '\u0030-\u0039\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u09f4-\u09f9\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-'
    '\u0b6f\u0b72-\u0b77\u0be6-\u0bf2\u0c66-\u0c6f\u0c78-\u0c7e\u0ce6-\u0cef\u0d58-\u0d5e\u0d66-\u0d78\u0de6-\u0def\u0e50-\u0e59'
    '\u0ed0-\u0ed9\u0f20-\u0f33\u1040-\u1049\u1090-\u1099\u1369-\u137c\u16ee-\u16f0\u17e0-\u17e9\u17f0-\u17f9\u1810-\u1819\u1946-'
    '\u194f\u19d0-\u19da\u1a80-\u1a89\u1a90-\u1a99\u1b50-\u1b59\u1bb0-\u1bb9\u1c40-\u1c49\u1c50-\u1c59\u2070\u2074-\u2079\u2080-'
    '\u2089\u2150-\u2182\u2185-\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u2cfd\u3007\u3021-\u3029\u3038-\u303a\u3192-\u3195'
    '\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\ua620-\ua629\ua6e6-\ua6ef\ua830-\ua835\ua8d0-\ua8d9\ua900-'
    '\ua909\ua9d0-\ua9d9\ua9f0-\ua9f9\uaa50-\uaa59\uabf0-\uabf9\uff10-\uff19' AS number
  ) AS class
);

-- What a word between blanks is made of: cut where small letters meet capitals, where letters meet digits, and at everything else. An
-- English `'s` is no part.
CREATE FUNCTION parts_by(word text, parting text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_remove(string_to_array(regexp_replace(
  regexp_replace(regexp_replace(word, parting[1], '', 'g'), parting[2], '\1''', 'g'), parting[3], '\1 ', 'g'
), ' '), '');

CREATE FUNCTION parts_of_word(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 80
RETURN parts_by(word, CASE WHEN octet_length(word) = length(word) THEN ascii_word_parting() ELSE any_word_parting() END);

-- Each word between blanks and, when it has several, its parts. The first part is at the place of the word.
CREATE FUNCTION words_delimiter(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 200
RETURN ARRAY(
  SELECT folded(piece)
  FROM unnest(words_whitespace(value)) WITH ORDINALITY AS whole (word, word_number), parts_of_word(word) AS parts,
    unnest(CASE WHEN parts = ARRAY[word] THEN parts ELSE word || parts END) WITH ORDINALITY AS pieces (piece, piece_number)
  ORDER BY word_number, piece_number
);

CREATE FUNCTION places_delimiter(value text) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 200
RETURN ARRAY(
  SELECT (place + greatest(piece_number - 2, 0))::integer
  FROM (
    SELECT word_number, cardinality(parts) + CASE WHEN parts = ARRAY[word] THEN 0 ELSE 1 END AS pieces,
      coalesce(sum(greatest(cardinality(parts), 1)) OVER (ORDER BY word_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS place
    FROM unnest(words_whitespace(value)) WITH ORDINALITY AS whole (word, word_number), parts_of_word(word) AS parts
  ) AS placed, generate_series(1, pieces) AS piece_number
  ORDER BY word_number, piece_number
);

-- One word of the standard analyzer, as an expression (Unicode text segmentation, words; and sequences of emoji).
CREATE FUNCTION standard_word() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT connector || '*' || run || '(?:' || connector || '+' || run || ')*' || connector || '*'
    || '|' || emoji || '(?:[\U000e0020-\U000e007e]+\U000e007f|(?:\u200d' || emoji || ')*)'
    || '|[#*]' || accents || '\ufe0f?\u20e3' || accents
    || '|(?:[\U0001f1e6-\U0001f1ff]' || marks || '){2}'
    || '|' || south_east_asian || '+|[' || han || ']' || marks || '|[' || hiragana || ']' || marks
  FROM (
    SELECT '(?:' || katakana || '+|' || spelled || '+)' AS run, '(?:' || connector || ')' AS connector,
      '(?:' || south_east_asian || ')' AS south_east_asian,
      '(?:\u200d*[' || emoji || ']' || accents || '\ufe0f?|[\U0001f3fb-\U0001f3ff]' || accents || ')' AS emoji,
      han, hiragana, marks, accents
    FROM (
      SELECT '(?:[' || katakana || ']' || marks || ')' AS katakana,
        '(?:[' || hebrew || ']' || marks || '(?:''' || marks || '|"' || marks || '[' || hebrew || ']' || marks || ')'
          || '|[' || letter || ']' || marks || '(?:[' || between_letters || ']' || marks || '[' || letter || ']' || marks || ')*'
          || '|[' || digit || ']' || marks || '(?:[' || between_digits || ']' || marks || '[' || digit || ']' || marks || ')*)' AS spelled,
        '[' || connector || ']' || marks AS connector, '[' || south_east_asian || ']' || marks AS south_east_asian, emoji, han,
        hiragana, marks, accents
      FROM (
        SELECT katakana, hebrew, connector, han, hiragana, digit, letter || emoji_letter || hebrew AS letter,
          '''' || between_letters || between_both AS between_letters, '''' || between_digits || between_both AS between_digits,
          emoji || emoji_letter AS emoji, south_east_asian || south_east_asian_mark AS south_east_asian,
          '[' || mark || south_east_asian_mark || '\u200d\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*' AS marks,
          '[' || mark || south_east_asian_mark || '\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*' AS accents
        FROM (SELECT
          '\u0041-\u005a\u0061-\u007a\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02d7\u02de-\u02e4\u02ec-\u02ff\u0370-'
          '\u0374\u0376\u0377\u037a-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481\u048a-\u052f\u0531'
          '-\u0556\u0559\u055b\u055c\u055e\u0560-\u0588\u05f3\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef'
          '\u06fa-\u06fc\u06ff\u0710\u0712-\u072f\u074d-\u07a5\u07b1\u07ca-\u07ea\u07f4\u07f5\u07fa\u0800-\u0815\u081a\u0824\u0828'
          '\u0840-\u0858\u0860-\u086a\u08a0-\u08b4\u08b6-\u08bd\u0904-\u0939\u093d\u0950\u0958-\u0961\u0971-\u0980\u0985-\u098c'
          '\u098f\u0990\u0993-\u09a8\u09aa-\u09b0\u09b2\u09b6-\u09b9\u09bd\u09ce\u09dc\u09dd\u09df-\u09e1\u09f0\u09f1\u09fc\u0a05-'
          '\u0a0a\u0a0f\u0a10\u0a13-\u0a28\u0a2a-\u0a30\u0a32\u0a33\u0a35\u0a36\u0a38\u0a39\u0a59-\u0a5c\u0a5e\u0a72-\u0a74\u0a85-'
          '\u0a8d\u0a8f-\u0a91\u0a93-\u0aa8\u0aaa-\u0ab0\u0ab2\u0ab3\u0ab5-\u0ab9\u0abd\u0ad0\u0ae0\u0ae1\u0af9\u0b05-\u0b0c\u0b0f'
          '\u0b10\u0b13-\u0b28\u0b2a-\u0b30\u0b32\u0b33\u0b35-\u0b39\u0b3d\u0b5c\u0b5d\u0b5f-\u0b61\u0b71\u0b83\u0b85-\u0b8a\u0b8e-'
          '\u0b90\u0b92-\u0b95\u0b99\u0b9a\u0b9c\u0b9e\u0b9f\u0ba3\u0ba4\u0ba8-\u0baa\u0bae-\u0bb9\u0bd0\u0c05-\u0c0c\u0c0e-\u0c10'
          '\u0c12-\u0c28\u0c2a-\u0c39\u0c3d\u0c58-\u0c5a\u0c60\u0c61\u0c80\u0c85-\u0c8c\u0c8e-\u0c90\u0c92-\u0ca8\u0caa-\u0cb3'
          '\u0cb5-\u0cb9\u0cbd\u0cde\u0ce0\u0ce1\u0cf1\u0cf2\u0d05-\u0d0c\u0d0e-\u0d10\u0d12-\u0d3a\u0d3d\u0d4e\u0d54-\u0d56\u0d5f-'
          '\u0d61\u0d7a-\u0d7f\u0d85-\u0d96\u0d9a-\u0db1\u0db3-\u0dbb\u0dbd\u0dc0-\u0dc6\u0f00\u0f40-\u0f47\u0f49-\u0f6c\u0f88-'
          '\u0f8c\u10a0-\u10c5\u10c7\u10cd\u10d0-\u10fa\u10fc-\u1248\u124a-\u124d\u1250-\u1256\u1258\u125a-\u125d\u1260-\u1288'
          '\u128a-\u128d\u1290-\u12b0\u12b2-\u12b5\u12b8-\u12be\u12c0\u12c2-\u12c5\u12c8-\u12d6\u12d8-\u1310\u1312-\u1315\u1318-'
          '\u135a\u1380-\u138f\u13a0-\u13f5\u13f8-\u13fd\u1401-\u166c\u166f-\u167f\u1681-\u169a\u16a0-\u16ea\u16ee-\u16f8\u1700-'
          '\u170c\u170e-\u1711\u1720-\u1731\u1740-\u1751\u1760-\u176c\u176e-\u1770\u1820-\u1878\u1880-\u1884\u1887-\u18a8\u18aa'
          '\u18b0-\u18f5\u1900-\u191e\u1a00-\u1a16\u1b05-\u1b33\u1b45-\u1b4b\u1b83-\u1ba0\u1bae\u1baf\u1bba-\u1be5\u1c00-\u1c23'
          '\u1c4d-\u1c4f\u1c5a-\u1c7d\u1c80-\u1c88\u1c90-\u1cba\u1cbd-\u1cbf\u1ce9-\u1cec\u1cee-\u1cf3\u1cf5\u1cf6\u1cfa\u1d00-'
          '\u1dbf\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4'
          '\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2071'
          '\u207f\u2090-\u209c\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128\u212a-\u212d\u212f-\u2138\u213c-\u213f'
          '\u2145-\u2149\u214e\u2160-\u2188\u24b6-\u24c1\u24c3-\u24e9\u2c00-\u2c2e\u2c30-\u2c5e\u2c60-\u2ce4\u2ceb-\u2cee\u2cf2'
          '\u2cf3\u2d00-\u2d25\u2d27\u2d2d\u2d30-\u2d67\u2d6f\u2d80-\u2d96\u2da0-\u2da6\u2da8-\u2dae\u2db0-\u2db6\u2db8-\u2dbe'
          '\u2dc0-\u2dc6\u2dc8-\u2dce\u2dd0-\u2dd6\u2dd8-\u2dde\u2e2f\u3005\u303b\u303c\u3105-\u312f\u3131-\u318e\u31a0-\u31ba'
          '\ua000-\ua48c\ua4d0-\ua4fd\ua500-\ua60c\ua610-\ua61f\ua62a\ua62b\ua640-\ua66e\ua67f-\ua69d\ua6a0-\ua6ef\ua717-\ua7bf'
          '\ua7c2-\ua7c6\ua7f7-\ua801\ua803-\ua805\ua807-\ua80a\ua80c-\ua822\ua840-\ua873\ua882-\ua8b3\ua8f2-\ua8f7\ua8fb\ua8fd'
          '\ua8fe\ua90a-\ua925\ua930-\ua946\ua960-\ua97c\ua984-\ua9b2\ua9cf\uaa00-\uaa28\uaa40-\uaa42\uaa44-\uaa4b\uaae0-\uaaea'
          '\uaaf2-\uaaf4\uab01-\uab06\uab09-\uab0e\uab11-\uab16\uab20-\uab26\uab28-\uab2e\uab30-\uab67\uab70-\uabe2\uac00-\ud7a3'
          '\ud7b0-\ud7c6\ud7cb-\ud7fb\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb'
          '\ufe70-\ufe74\ufe76-\ufefc\uff21-\uff3a\uff41-\uff5a\uffa0-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc'
          '\U00010000-\U0001000b\U0001000d-\U00010026\U00010028-\U0001003a\U0001003c\U0001003d\U0001003f-\U0001004d\U00010050-'
          '\U0001005d\U00010080-\U000100fa\U00010140-\U00010174\U00010280-\U0001029c\U000102a0-\U000102d0\U00010300-\U0001031f'
          '\U0001032d-\U0001034a\U00010350-\U00010375\U00010380-\U0001039d\U000103a0-\U000103c3\U000103c8-\U000103cf\U000103d1-'
          '\U000103d5\U00010400-\U0001049d\U000104b0-\U000104d3\U000104d8-\U000104fb\U00010500-\U00010527\U00010530-\U00010563'
          '\U00010600-\U00010736\U00010740-\U00010755\U00010760-\U00010767\U00010800-\U00010805\U00010808\U0001080a-\U00010835'
          '\U00010837\U00010838\U0001083c\U0001083f-\U00010855\U00010860-\U00010876\U00010880-\U0001089e\U000108e0-\U000108f2'
          '\U000108f4\U000108f5\U00010900-\U00010915\U00010920-\U00010939\U00010980-\U000109b7\U000109be\U000109bf\U00010a00'
          '\U00010a10-\U00010a13\U00010a15-\U00010a17\U00010a19-\U00010a35\U00010a60-\U00010a7c\U00010a80-\U00010a9c\U00010ac0-'
          '\U00010ac7\U00010ac9-\U00010ae4\U00010b00-\U00010b35\U00010b40-\U00010b55\U00010b60-\U00010b72\U00010b80-\U00010b91'
          '\U00010c00-\U00010c48\U00010c80-\U00010cb2\U00010cc0-\U00010cf2\U00010d00-\U00010d23\U00010f00-\U00010f1c\U00010f27'
          '\U00010f30-\U00010f45\U00010fe0-\U00010ff6\U00011003-\U00011037\U00011083-\U000110af\U000110d0-\U000110e8\U00011103-'
          '\U00011126\U00011144\U00011150-\U00011172\U00011176\U00011183-\U000111b2\U000111c1-\U000111c4\U000111da\U000111dc'
          '\U00011200-\U00011211\U00011213-\U0001122b\U00011280-\U00011286\U00011288\U0001128a-\U0001128d\U0001128f-\U0001129d'
          '\U0001129f-\U000112a8\U000112b0-\U000112de\U00011305-\U0001130c\U0001130f\U00011310\U00011313-\U00011328\U0001132a-'
          '\U00011330\U00011332\U00011333\U00011335-\U00011339\U0001133d\U00011350\U0001135d-\U00011361\U00011400-\U00011434'
          '\U00011447-\U0001144a\U0001145f\U00011480-\U000114af\U000114c4\U000114c5\U000114c7\U00011580-\U000115ae\U000115d8-'
          '\U000115db\U00011600-\U0001162f\U00011644\U00011680-\U000116aa\U000116b8\U00011800-\U0001182b\U000118a0-\U000118df'
          '\U000118ff\U000119a0-\U000119a7\U000119aa-\U000119d0\U000119e1\U000119e3\U00011a00\U00011a0b-\U00011a32\U00011a3a'
          '\U00011a50\U00011a5c-\U00011a89\U00011a9d\U00011ac0-\U00011af8\U00011c00-\U00011c08\U00011c0a-\U00011c2e\U00011c40'
          '\U00011c72-\U00011c8f\U00011d00-\U00011d06\U00011d08\U00011d09\U00011d0b-\U00011d30\U00011d46\U00011d60-\U00011d65'
          '\U00011d67\U00011d68\U00011d6a-\U00011d89\U00011d98\U00011ee0-\U00011ef2\U00012000-\U00012399\U00012400-\U0001246e'
          '\U00012480-\U00012543\U00013000-\U0001342e\U00014400-\U00014646\U00016800-\U00016a38\U00016a40-\U00016a5e\U00016ad0-'
          '\U00016aed\U00016b00-\U00016b2f\U00016b40-\U00016b43\U00016b63-\U00016b77\U00016b7d-\U00016b8f\U00016e40-\U00016e7f'
          '\U00016f00-\U00016f4a\U00016f50\U00016f93-\U00016f9f\U00016fe0\U00016fe1\U00016fe3\U0001bc00-\U0001bc6a\U0001bc70-'
          '\U0001bc7c\U0001bc80-\U0001bc88\U0001bc90-\U0001bc99\U0001d400-\U0001d454\U0001d456-\U0001d49c\U0001d49e\U0001d49f'
          '\U0001d4a2\U0001d4a5\U0001d4a6\U0001d4a9-\U0001d4ac\U0001d4ae-\U0001d4b9\U0001d4bb\U0001d4bd-\U0001d4c3\U0001d4c5-'
          '\U0001d505\U0001d507-\U0001d50a\U0001d50d-\U0001d514\U0001d516-\U0001d51c\U0001d51e-\U0001d539\U0001d53b-\U0001d53e'
          '\U0001d540-\U0001d544\U0001d546\U0001d54a-\U0001d550\U0001d552-\U0001d6a5\U0001d6a8-\U0001d6c0\U0001d6c2-\U0001d6da'
          '\U0001d6dc-\U0001d6fa\U0001d6fc-\U0001d714\U0001d716-\U0001d734\U0001d736-\U0001d74e\U0001d750-\U0001d76e\U0001d770-'
          '\U0001d788\U0001d78a-\U0001d7a8\U0001d7aa-\U0001d7c2\U0001d7c4-\U0001d7cb\U0001e100-\U0001e12c\U0001e137-\U0001e13d'
          '\U0001e14e\U0001e2c0-\U0001e2eb\U0001e800-\U0001e8c4\U0001e900-\U0001e943\U0001e94b\U0001ee00-\U0001ee03\U0001ee05-'
          '\U0001ee1f\U0001ee21\U0001ee22\U0001ee24\U0001ee27\U0001ee29-\U0001ee32\U0001ee34-\U0001ee37\U0001ee39\U0001ee3b'
          '\U0001ee42\U0001ee47\U0001ee49\U0001ee4b\U0001ee4d-\U0001ee4f\U0001ee51\U0001ee52\U0001ee54\U0001ee57\U0001ee59'
          '\U0001ee5b\U0001ee5d\U0001ee5f\U0001ee61\U0001ee62\U0001ee64\U0001ee67-\U0001ee6a\U0001ee6c-\U0001ee72\U0001ee74-'
          '\U0001ee77\U0001ee79-\U0001ee7c\U0001ee7e\U0001ee80-\U0001ee89\U0001ee8b-\U0001ee9b\U0001eea1-\U0001eea3\U0001eea5-'
          '\U0001eea9\U0001eeab-\U0001eebb\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f172-\U0001f17d\U0001f180-\U0001f189' AS letter,
          '\u2139\u24c2\U0001f170\U0001f171\U0001f17e\U0001f17f' AS emoji_letter,
          '\u05d0-\u05ea\u05ef-\u05f2\ufb1d\ufb1f-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40\ufb41\ufb43\ufb44\ufb46-\ufb4f' AS hebrew,
          '\u0030-\u0039\u0660-\u0669\u066b\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef\u0b66-'
          '\u0b6f\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0de6-\u0def\u0e50-\u0e59\u0ed0-\u0ed9\u0f20-\u0f29\u1040-'
          '\u1049\u1090-\u1099\u17e0-\u17e9\u1810-\u1819\u1946-\u194f\u19d0-\u19d9\u1a80-\u1a89\u1a90-\u1a99\u1b50-\u1b59\u1bb0-'
          '\u1bb9\u1c40-\u1c49\u1c50-\u1c59\ua620-\ua629\ua8d0-\ua8d9\ua900-\ua909\ua9d0-\ua9d9\ua9f0-\ua9f9\uaa50-\uaa59\uabf0-'
          '\uabf9\uff10-\uff19\U000104a0-\U000104a9\U00010d30-\U00010d39\U00011066-\U0001106f\U000110f0-\U000110f9\U00011136-'
          '\U0001113f\U000111d0-\U000111d9\U000112f0-\U000112f9\U00011450-\U00011459\U000114d0-\U000114d9\U00011650-\U00011659'
          '\U000116c0-\U000116c9\U00011730-\U00011739\U000118e0-\U000118e9\U00011c50-\U00011c59\U00011d50-\U00011d59\U00011da0-'
          '\U00011da9\U00016a60-\U00016a69\U00016b50-\U00016b59\U0001d7ce-\U0001d7ff\U0001e140-\U0001e149\U0001e2f0-\U0001e2f9'
          '\U0001e950-\U0001e959' AS digit,
          '\u3031-\u3035\u309b\u309c\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u32d0-\u32fe\u3300-\u3357\uff66-\uff9d\U0001b000'
          '\U0001b164-\U0001b167' AS katakana,
          '\u3041-\u3096\u309d-\u309f\U0001b001-\U0001b11e\U0001b150-\U0001b152\U0001f200' AS hiragana,
          '\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3007\u3021-\u3029\u3038-\u303a\u3400-\u4db5\u4e00-\u9fef\uf900-\ufa6d\ufa70-'
          '\ufad9\U00020000-\U0002a6d6\U0002a700-\U0002b734\U0002b740-\U0002b81d\U0002b820-\U0002cea1\U0002ceb0-\U0002ebe0'
          '\U0002f800-\U0002fa1d' AS han,
          '\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81\u0e82\u0e84\u0e86-\u0e8a\u0e8c-\u0ea3\u0ea5\u0ea7-\u0eb0\u0eb2\u0eb3\u0ebd'
          '\u0ec0-\u0ec4\u0ec6\u0edc-\u0edf\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-'
          '\u1081\u108e\u109e\u109f\u1780-\u17b3\u17d7\u17dc\u1950-\u196d\u1970-\u1974\u1980-\u19ab\u19b0-\u19c9\u19da\u19de\u19df'
          '\u1a20-\u1a54\u1aa0-\u1aad\ua9e0-\ua9e4\ua9e6-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7a\uaa7e-\uaaaf\uaab1\uaab5\uaab6\uaab9-'
          '\uaabd\uaac0\uaac2\uaadb-\uaadf\U00011700-\U0001171a\U0001173a\U0001173b\U0001173f' AS south_east_asian,
          '\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064'
          '\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d\u17b4-\u17d3\u17dd\u1a55-\u1a5e\u1a60-\u1a7c\ua9e5\uaa7b-'
          '\uaa7d\uaab0\uaab2-\uaab4\uaab7\uaab8\uaabe\uaabf\uaac1\U0001171d-\U0001172b' AS south_east_asian_mark,
          '\u00a9\u00ae\u203c\u2049\u2122\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa\u25aa'
          '\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2605\u2607-\u2612\u2614-\u2685\u2690-\u2705\u2708-\u2712\u2714\u2716\u271d\u2721'
          '\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763-\u2767\u2795-\u2797\u27a1\u27b0\u27bf\u2934\u2935'
          '\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f0ff\U0001f10d-\U0001f10f\U0001f12f'
          '\U0001f16c-\U0001f16f\U0001f18e\U0001f191-\U0001f19a\U0001f1ad-\U0001f1e5\U0001f201-\U0001f20f\U0001f21a\U0001f22f'
          '\U0001f232-\U0001f23a\U0001f23c-\U0001f23f\U0001f249-\U0001f3fa\U0001f400-\U0001f53d\U0001f546-\U0001f64f\U0001f680-'
          '\U0001f6ff\U0001f774-\U0001f77f\U0001f7d5-\U0001f7ff\U0001f80c-\U0001f80f\U0001f848-\U0001f84f\U0001f85a-\U0001f85f'
          '\U0001f888-\U0001f88f\U0001f8ae-\U0001f8ff\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001fffd' AS emoji,
          '\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0600-\u0605\u0610-\u061a\u061c\u064b-'
          '\u065f\u0670\u06d6-\u06dd\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u070f\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u07fd'
          '\u0816-\u0819\u081b-\u0823\u0825-\u0827\u0829-\u082d\u0859-\u085b\u08d3-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957'
          '\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09c4\u09c7\u09c8\u09cb-\u09cd\u09d7\u09e2\u09e3\u09fe\u0a01-\u0a03\u0a3c\u0a3e-'
          '\u0a42\u0a47\u0a48\u0a4b-\u0a4d\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc\u0abe-\u0ac5\u0ac7-\u0ac9\u0acb-\u0acd\u0ae2'
          '\u0ae3\u0afa-\u0aff\u0b01-\u0b03\u0b3c\u0b3e-\u0b44\u0b47\u0b48\u0b4b-\u0b4d\u0b56\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bc2'
          '\u0bc6-\u0bc8\u0bca-\u0bcd\u0bd7\u0c00-\u0c04\u0c3e-\u0c44\u0c46-\u0c48\u0c4a-\u0c4d\u0c55\u0c56\u0c62\u0c63\u0c81-'
          '\u0c83\u0cbc\u0cbe-\u0cc4\u0cc6-\u0cc8\u0cca-\u0ccd\u0cd5\u0cd6\u0ce2\u0ce3\u0d00-\u0d03\u0d3b\u0d3c\u0d3e-\u0d44\u0d46-'
          '\u0d48\u0d4a-\u0d4d\u0d57\u0d62\u0d63\u0d82\u0d83\u0dca\u0dcf-\u0dd4\u0dd6\u0dd8-\u0ddf\u0df2\u0df3\u0f18\u0f19\u0f35'
          '\u0f37\u0f39\u0f3e\u0f3f\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0f97\u0f99-\u0fbc\u0fc6\u135d-\u135f\u1712-\u1714\u1732-\u1734'
          '\u1752\u1753\u1772\u1773\u180b-\u180e\u1885\u1886\u18a9\u1920-\u192b\u1930-\u193b\u1a17-\u1a1b\u1a7f\u1ab0-\u1abe\u1b00-'
          '\u1b04\u1b34-\u1b44\u1b6b-\u1b73\u1b80-\u1b82\u1ba1-\u1bad\u1be6-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1ce8\u1ced'
          '\u1cf4\u1cf7-\u1cf9\u1dc0-\u1df9\u1dfb-\u1dff\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20d0-\u20e2'
          '\u20e4-\u20f0\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ua6f0\ua6f1'
          '\ua802\ua806\ua80b\ua823-\ua827\ua880\ua881\ua8b4-\ua8c5\ua8e0-\ua8f1\ua8ff\ua926-\ua92d\ua947-\ua953\ua980-\ua983\ua9b3'
          '-\ua9c0\uaa29-\uaa36\uaa43\uaa4c\uaa4d\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea\uabec\uabed\ufb1e\ufe00-\ufe0d\ufe20-\ufe2f'
          '\ufeff\uff9e\uff9f\ufff9-\ufffb\U000101fd\U000102e0\U00010376-\U0001037a\U00010a01-\U00010a03\U00010a05\U00010a06'
          '\U00010a0c-\U00010a0f\U00010a38-\U00010a3a\U00010a3f\U00010ae5\U00010ae6\U00010d24-\U00010d27\U00010f46-\U00010f50'
          '\U00011000-\U00011002\U00011038-\U00011046\U0001107f-\U00011082\U000110b0-\U000110ba\U000110bd\U000110cd\U00011100-'
          '\U00011102\U00011127-\U00011134\U00011145\U00011146\U00011173\U00011180-\U00011182\U000111b3-\U000111c0\U000111c9-'
          '\U000111cc\U0001122c-\U00011237\U0001123e\U000112df-\U000112ea\U00011300-\U00011303\U0001133b\U0001133c\U0001133e-'
          '\U00011344\U00011347\U00011348\U0001134b-\U0001134d\U00011357\U00011362\U00011363\U00011366-\U0001136c\U00011370-'
          '\U00011374\U00011435-\U00011446\U0001145e\U000114b0-\U000114c3\U000115af-\U000115b5\U000115b8-\U000115c0\U000115dc'
          '\U000115dd\U00011630-\U00011640\U000116ab-\U000116b7\U0001182c-\U0001183a\U000119d1-\U000119d7\U000119da-\U000119e0'
          '\U000119e4\U00011a01-\U00011a0a\U00011a33-\U00011a39\U00011a3b-\U00011a3e\U00011a47\U00011a51-\U00011a5b\U00011a8a-'
          '\U00011a99\U00011c2f-\U00011c36\U00011c38-\U00011c3f\U00011c92-\U00011ca7\U00011ca9-\U00011cb6\U00011d31-\U00011d36'
          '\U00011d3a\U00011d3c\U00011d3d\U00011d3f-\U00011d45\U00011d47\U00011d8a-\U00011d8e\U00011d90\U00011d91\U00011d93-'
          '\U00011d97\U00011ef3-\U00011ef6\U00013430-\U00013438\U00016af0-\U00016af4\U00016b30-\U00016b36\U00016f4f\U00016f51-'
          '\U00016f87\U00016f8f-\U00016f92\U0001bc9d\U0001bc9e\U0001bca0-\U0001bca3\U0001d165-\U0001d169\U0001d16d-\U0001d182'
          '\U0001d185-\U0001d18b\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244\U0001da00-\U0001da36\U0001da3b-\U0001da6c\U0001da75'
          '\U0001da84\U0001da9b-\U0001da9f\U0001daa1-\U0001daaf\U0001e000-\U0001e006\U0001e008-\U0001e018\U0001e01b-\U0001e021'
          '\U0001e023\U0001e024\U0001e026-\U0001e02a\U0001e130-\U0001e136\U0001e2ec-\U0001e2ef\U0001e8d0-\U0001e8d6\U0001e944-'
          '\U0001e94a\U000e0001\U000e0100-\U000e01ef' AS mark,
          '\u005f\u202f\u203f\u2040\u2054\ufe33\ufe34\ufe4d-\ufe4f\uff3f' AS connector,
          '\u002c\u003b\u037e\u0589\u060c\u060d\u066c\u07f8\u2044\ufe10\ufe14\ufe50\ufe54\uff0c\uff1b' AS between_digits,
          '\u002e\u2018\u2019\u2024\ufe52\uff07\uff0e' AS between_both,
          '\u003a\u00b7\u0387\u05f4\u2027\ufe13\ufe55\uff1a' AS between_letters
        ) AS class
      ) AS grouped
    ) AS glued
  ) AS pieces
);

-- The same for texts of ASCII alone.
CREATE FUNCTION standard_ascii_word() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN replace('_*<run>(?:_+<run>)*_*', '<run>', '(?:[A-Za-z](?:[.:''][A-Za-z])*|[0-9](?:[.,;''][0-9])*)+');

-- Words that are longer than 255 units of UTF-16, in pieces that are words by themselves; what is none between two pieces is lost.
CREATE FUNCTION cut_long_standard_words(words text[], pattern text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  cut text[] := '{}';
  word text;
  shown text;
  piece text;
  at integer;
  beginning integer;
BEGIN
  FOREACH word IN ARRAY words LOOP
    at := 1;
    LOOP
      shown := substr(word, at, 255);
      IF shown ~ '[\U00010000-\U0010ffff]' THEN
        shown := left(shown, (
          SELECT count(*) FILTER (WHERE reached <= 255)::integer FROM (
            SELECT sum(CASE WHEN ascii(character) > 65535 THEN 2 ELSE 1 END) OVER (ORDER BY place) AS reached
            FROM unnest(string_to_array(shown, NULL)) WITH ORDINALITY AS each (character, place)
          ) AS counted
        ));
      END IF;
      EXIT WHEN at + length(shown) > length(word);
      beginning := regexp_instr(shown, pattern);
      IF beginning = 1 THEN
        piece := substring(shown FROM pattern);
        cut := cut || piece;
        at := at + length(piece);
      ELSIF beginning > 1 THEN
        at := at + beginning - 1;
      ELSE
        at := at + greatest(1, length(shown) / 2);
      END IF;
    END LOOP;
    -- What is left need not begin with a word.
    cut := cut || ARRAY(SELECT matched[1] FROM regexp_matches(substr(word, at), pattern, 'g') AS matched);
  END LOOP;
  RETURN cut;
END
$$;

CREATE FUNCTION words_standard(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
RETURN CASE WHEN length(value) <= 127 THEN ARRAY(
  SELECT folded(matched[1]) FROM regexp_matches(
    value, CASE WHEN octet_length(value) = length(value) THEN standard_ascii_word() ELSE standard_word() END, 'g'
  ) AS matched
) ELSE ARRAY(
  SELECT folded(word)
  FROM (SELECT CASE WHEN octet_length(value) = length(value) THEN standard_ascii_word() ELSE standard_word() END) AS chosen (pattern),
    unnest(cut_long_standard_words(ARRAY(SELECT matched[1] FROM regexp_matches(value, pattern, 'g') AS matched), pattern))
      WITH ORDINALITY AS each (word, place)
  ORDER BY place
) END;

-- The places of words that follow one another.
CREATE FUNCTION all_places(words text[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT generate_series(0, cardinality(words) - 1));

-- Whether the words stand in a text as in a phrase, moved by at most `slop` places in all. `wanted` are the words of the phrase with
-- their places from 0 on; several at one place stand for each other. Those at `prefix_place` are only how a word begins. A word that
-- is wanted twice has to be there twice.
CREATE FUNCTION holds_phrase(
  words text[], places integer[], wanted text[], wanted_places integer[], slop integer, prefix_place integer
) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 300 AS $$
DECLARE
  -- For each place of the phrase, one behind the other: where in the text its words stand, and the part of it that is looked at.
  spots integer[] := '{}';
  first integer[] := '{}';
  last integer[] := '{}';
  at integer[];
  twin integer[] := '{}';
  alike text[];
  seen jsonb := '{}';
  low integer;
  high integer;
  lowest integer;
BEGIN
  places := coalesce(places, ARRAY(SELECT generate_series(0, cardinality(words) - 1)));
  FOR place IN 0 .. wanted_places[cardinality(wanted_places)] LOOP
    alike := ARRAY(
      SELECT DISTINCT word FROM unnest(wanted, wanted_places) AS asked (word, asked_place) WHERE asked_place = place ORDER BY word
    );
    first := first || cardinality(spots) + 1;
    spots := spots || ARRAY(
      SELECT DISTINCT spot FROM unnest(words, places) AS held (word, spot)
      WHERE word = ANY (alike)
        OR place = prefix_place AND EXISTS (SELECT FROM unnest(alike) AS beginning WHERE starts_with(word, beginning))
      ORDER BY spot
    );
    last := last || cardinality(spots);
    IF cardinality(spots) < first[place + 1] THEN
      RETURN false;
    END IF;
    twin := twin || coalesce((seen ->> alike::text)::integer, 0);
    IF place <> prefix_place THEN
      seen := seen || jsonb_build_object(alike::text, place + 1);
    END IF;
  END LOOP;
  at := first;
  LOOP
    low := NULL;
    high := NULL;
    FOR place IN 1 .. cardinality(at) LOOP
      IF twin[place] > 0 THEN
        at[place] := greatest(at[place], first[place] + at[twin[place]] - first[twin[place]] + 1);
        IF at[place] > last[place] THEN
          RETURN false;
        END IF;
      END IF;
      IF low IS NULL OR spots[at[place]] - place < low THEN
        low := spots[at[place]] - place;
        lowest := place;
      END IF;
      high := greatest(high, spots[at[place]] - place);
    END LOOP;
    IF high - low <= slop THEN
      RETURN true;
    END IF;
    -- Nothing that uses the word that lies furthest ahead of its place can come any closer.
    at[lowest] := at[lowest] + 1;
    IF at[lowest] > last[lowest] THEN
      RETURN false;
    END IF;
  END LOOP;
END
$$;

-- Where a span query (as the search spells it) matches: beginning and end of each match, one behind the other, in their order. Matches
-- are found as the original finds them, which looks at each word once and never goes back.
CREATE FUNCTION span_matches(words text[], places integer[], span jsonb) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 500 AS $$
DECLARE
  kind text := span ->> 'kind';
  parts jsonb := CASE kind
    WHEN 'or' THEN span -> 'of' WHEN 'near' THEN span -> 'of' WHEN 'first' THEN jsonb_build_array(span -> 'of')
    WHEN 'not' THEN jsonb_build_array(span -> 'include', span -> 'exclude')
    ELSE jsonb_build_array(span -> 'little', span -> 'big') END;
  slop bigint := (span ->> 'slop')::bigint;
  -- The matches of the parts, one part behind the other, by number: `kids[2 * number - 1]` to `kids[2 * number]`.
  kids integer[] := '{}';
  first integer[] := '{}';
  last integer[] := '{}';
  at integer[];
  matches integer[] := '{}';
  part integer[];
  reach integer;
  width bigint;
  lowest integer;
  furthest integer;
BEGIN
  IF kind = 'term' THEN
    RETURN ARRAY(
      SELECT edge FROM unnest(words, places) AS held (word, place), LATERAL (VALUES (place), (place + 1)) AS edges (edge)
      WHERE word = span ->> 'value' ORDER BY place, edge
    );
  END IF;
  FOR number IN 0 .. jsonb_array_length(parts) - 1 LOOP
    part := span_matches(words, places, parts -> number);
    IF part = '{}' AND NOT (kind = 'or' OR kind = 'not' AND number = 1) THEN
      RETURN '{}';
    END IF;
    first := first || cardinality(kids) / 2 + 1;
    kids := kids || part;
    last := last || cardinality(kids) / 2;
  END LOOP;
  at := first;
  CASE
    WHEN kind = 'or' THEN
      RETURN ARRAY(
        SELECT kids[2 * number - edge]
        FROM generate_series(1, cardinality(kids) / 2) AS number, (VALUES (1), (0)) AS edges (edge)
        ORDER BY kids[2 * number - 1], kids[2 * number], number, edge DESC
      );
    WHEN kind = 'first' THEN
      FOR number IN 1 .. last[1] LOOP
        IF kids[2 * number] <= (span ->> 'end')::bigint THEN
          matches := matches || kids[2 * number - 1] || kids[2 * number];
        END IF;
      END LOOP;
    WHEN kind = 'not' THEN
      FOR number IN 1 .. last[1] LOOP
        WHILE at[2] <= last[2] AND kids[2 * at[2]] <= kids[2 * number - 1] LOOP
          at[2] := at[2] + 1;
        END LOOP;
        IF at[2] > last[2] OR kids[2 * at[2] - 1] >= kids[2 * number] THEN
          matches := matches || kids[2 * number - 1] || kids[2 * number];
        END IF;
      END LOOP;
    WHEN kind = 'within' THEN
      FOR number IN 1 .. last[1] LOOP
        WHILE at[2] <= last[2] AND kids[2 * at[2]] < kids[2 * number] LOOP
          at[2] := at[2] + 1;
        END LOOP;
        EXIT WHEN at[2] > last[2];
        IF kids[2 * at[2] - 1] <= kids[2 * number - 1] THEN
          matches := matches || kids[2 * number - 1] || kids[2 * number];
        END IF;
      END LOOP;
    WHEN kind = 'containing' THEN
      FOR number IN first[2] .. last[2] LOOP
        WHILE at[1] <= last[1] AND kids[2 * at[1] - 1] < kids[2 * number - 1] LOOP
          at[1] := at[1] + 1;
        END LOOP;
        EXIT WHEN at[1] > last[1];
        IF kids[2 * number] >= kids[2 * at[1]] THEN
          matches := matches || kids[2 * number - 1] || kids[2 * number];
        END IF;
      END LOOP;
    WHEN (span ->> 'inOrder')::boolean THEN
      <<beginnings>>
      FOR number IN 1 .. last[1] LOOP
        reach := kids[2 * number];
        width := 0;
        FOR other IN 2 .. cardinality(at) LOOP
          WHILE at[other] <= last[other] AND kids[2 * at[other] - 1] < reach LOOP
            at[other] := at[other] + 1;
          END LOOP;
          EXIT beginnings WHEN at[other] > last[other];
          width := width + kids[2 * at[other] - 1] - reach;
          reach := kids[2 * at[other]];
        END LOOP;
        IF width <= slop THEN
          matches := matches || kids[2 * number - 1] || reach;
        END IF;
      END LOOP;
    ELSE
      LOOP
        lowest := 1;
        width := 0;
        FOR other IN 1 .. cardinality(at) LOOP
          furthest := greatest(furthest, kids[2 * at[other]]);
          width := width + kids[2 * at[other]] - kids[2 * at[other] - 1];
          IF (kids[2 * at[other] - 1], kids[2 * at[other]]) < (kids[2 * at[lowest] - 1], kids[2 * at[lowest]]) THEN
            lowest := other;
          END IF;
        END LOOP;
        IF furthest - kids[2 * at[lowest] - 1] - width <= slop THEN
          matches := matches || kids[2 * at[lowest] - 1] || furthest;
        END IF;
        at[lowest] := at[lowest] + 1;
        EXIT WHEN at[lowest] > last[lowest];
      END LOOP;
  END CASE;
  RETURN matches;
END
$$;

-- Edits between two words: characters added, removed, replaced, or two neighbours changed round.
CREATE FUNCTION edits_between(one text, other text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
DECLARE
  ones text[] := string_to_array(one, NULL);
  others text[] := string_to_array(other, NULL);
  before_last integer[];
  above integer[];
  row integer[] := ARRAY(SELECT generate_series(0, cardinality(others)));
BEGIN
  FOR i IN 1 .. cardinality(ones) LOOP
    before_last := above;
    above := row;
    row := ARRAY[i];
    FOR j IN 1 .. cardinality(others) LOOP
      row[j + 1] := least(
        above[j + 1] + 1, row[j] + 1, above[j] + CASE WHEN ones[i] = others[j] THEN 0 ELSE 1 END,
        CASE WHEN i > 1 AND j > 1 AND ones[i] = others[j - 1] AND ones[i - 1] = others[j] THEN before_last[j - 1] + 1 END
      );
    END LOOP;
  END LOOP;
  RETURN row[cardinality(others) + 1];
END
$$;

-- Whether two words are at most so many edits apart; without `transpositions` neighbours that changed places are two edits. Words beyond
-- what the extension compares are near to none. The distance of the extension, which is fast, decides all but the words with neighbours
-- that changed places.
CREATE FUNCTION within_edits(word text, term text, edits integer, transpositions boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20
RETURN CASE
  WHEN abs(length(word) - length(term)) > edits OR length(word) > 255 OR length(term) > 255 THEN false
  WHEN levenshtein_less_equal(word, term, edits) <= edits THEN true
  WHEN NOT transpositions OR levenshtein_less_equal(word, term, 2 * edits) > 2 * edits THEN false
  ELSE edits_between(word, term) <= edits
END;

-- How much of a word is as in the other one: 1 where both are equal, less for every edit, the more the shorter they are; 0 where as much is
-- edited as the shorter has, or they are further apart than `edits`.
CREATE FUNCTION edit_similarity(word text, term text, edits integer, transpositions boolean) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
RETURN CASE
  WHEN word = term THEN 1
  WHEN word = '' OR term = '' OR NOT within_edits(word, term, edits, transpositions) THEN 0
  ELSE greatest(0, 1 - (
    CASE WHEN transpositions THEN edits_between(word, term) ELSE levenshtein(word, term) END
  )::numeric / least(length(word), length(term)))
END;
