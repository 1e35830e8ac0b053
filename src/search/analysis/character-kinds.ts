/**
 * More sets of characters that analyzers go by, as hexadecimal code points: one, a range, or every second one of a range (`100-136:2`).
 * They are Java 17's (Unicode 13). Cases and numbers are those of the first 65,536 only: Lucene looks at halves of the others.
 * The functions of migration `0018-text-analysis` hold the same sets; neither changes without the other, and no stored text changes its words.
 */

/** Capitals. */
export const upper =
  '41-5a c0-d6 d8-de 100-136:2 139-147:2 14a-176:2 178-179 17b 17d 181-182 184 186-187 189-18b 18e-191 193-194 196-198 19c-19d ' +
  '19f-1a0 1a2 1a4 1a6-1a7 1a9 1ac 1ae-1af 1b1-1b3 1b5 1b7-1b8 1bc 1c4 1c7 1ca 1cd-1db:2 1de-1ee:2 1f1 1f4 1f6-1f8 1fa-232:2 ' +
  '23a-23b 23d-23e 241 243-246 248-24e:2 370 372 376 37f 386 388-38a 38c 38e-38f 391-3a1 3a3-3ab 3cf 3d2-3d4 3d8-3ee:2 3f4 3f7 ' +
  '3f9-3fa 3fd-42f 460-480:2 48a-4be:2 4c0-4c1 4c3-4cd:2 4d0-52e:2 531-556 10a0-10c5 10c7 10cd 13a0-13f5 1c90-1cba 1cbd-1cbf ' +
  '1e00-1e94:2 1e9e-1efe:2 1f08-1f0f 1f18-1f1d 1f28-1f2f 1f38-1f3f 1f48-1f4d 1f59-1f5f:2 1f68-1f6f 1fb8-1fbb 1fc8-1fcb 1fd8-1fdb ' +
  '1fe8-1fec 1ff8-1ffb 2102 2107 210b-210d 2110-2112 2115 2119-211d 2124-2128:2 212a-212d 2130-2133 213e-213f 2145 2183 2c00-2c2e ' +
  '2c60 2c62-2c64 2c67-2c6b:2 2c6d-2c70 2c72 2c75 2c7e-2c80 2c82-2ce2:2 2ceb 2ced 2cf2 a640-a66c:2 a680-a69a:2 a722-a72e:2 ' +
  'a732-a76e:2 a779 a77b a77d-a77e a780-a786:2 a78b a78d a790 a792 a796-a7a8:2 a7aa-a7ae a7b0-a7b4 a7b6-a7be:2 a7c2 a7c4-a7c7 ' +
  'a7c9 a7f5 ff21-ff3a';

/** Small letters. */
export const lower =
  '61-7a aa b5 ba df-f6 f8-ff 101-135:2 137-138 13a-146:2 148-149 14b-177:2 17a 17c 17e-180 183 185 188 18c-18d 192 195 199-19b ' +
  '19e 1a1-1a5:2 1a8 1aa-1ab 1ad 1b0 1b4 1b6 1b9-1ba 1bd-1bf 1c6 1c9 1cc-1da:2 1dc-1dd 1df-1ed:2 1ef-1f0 1f3 1f5 1f9-231:2 ' +
  '233-239 23c 23f-240 242 247-24d:2 24f-293 295-2af 371 373 377 37b-37d 390 3ac-3ce 3d0-3d1 3d5-3d7 3d9-3ed:2 3ef-3f3 3f5 3f8 ' +
  '3fb-3fc 430-45f 461-481:2 48b-4bf:2 4c2-4cc:2 4ce-4cf 4d1-52f:2 560-588 10d0-10fa 10fd-10ff 13f8-13fd 1c80-1c88 1d00-1d2b ' +
  '1d6b-1d77 1d79-1d9a 1e01-1e93:2 1e95-1e9d 1e9f-1efd:2 1eff-1f07 1f10-1f15 1f20-1f27 1f30-1f37 1f40-1f45 1f50-1f57 1f60-1f67 ' +
  '1f70-1f7d 1f80-1f87 1f90-1f97 1fa0-1fa7 1fb0-1fb4 1fb6-1fb7 1fbe 1fc2-1fc4 1fc6-1fc7 1fd0-1fd3 1fd6-1fd7 1fe0-1fe7 1ff2-1ff4 ' +
  '1ff6-1ff7 210a 210e-210f 2113 212f 2134 2139 213c-213d 2146-2149 214e 2184 2c30-2c5e 2c61 2c65-2c66 2c68-2c6c:2 2c71 2c73-2c74 ' +
  '2c76-2c7b 2c81-2ce1:2 2ce3-2ce4 2cec 2cee 2cf3 2d00-2d25 2d27 2d2d a641-a66d:2 a681-a69b:2 a723-a72d:2 a72f-a731 a733-a76f:2 ' +
  'a771-a778 a77a a77c a77f-a787:2 a78c a78e a791 a793-a795 a797-a7a9:2 a7af a7b5-a7bf:2 a7c3 a7c8 a7ca a7f6 a7fa ab30-ab5a ' +
  'ab60-ab68 ab70-abbf fb00-fb06 fb13-fb17 ff41-ff5a';

/** Letters without case, and marks. */
export const uncased =
  '1bb 1c0-1c3 1c5 1c8 1cb 1f2 294 2b0-2c1 2c6-2d1 2e0-2e4 2ec 2ee 300-36f 374 37a 483-489 559 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 ' +
  '5d0-5ea 5ef-5f2 610-61a 620-65f 66e-6d3 6d5-6dc 6df-6e8 6ea-6ef 6fa-6fc 6ff 710-74a 74d-7b1 7ca-7f5 7fa 7fd 800-82d 840-85b ' +
  '860-86a 8a0-8b4 8b6-8c7 8d3-8e1 8e3-963 971-983 985-98c 98f-990 993-9a8 9aa-9b0 9b2 9b6-9b9 9bc-9c4 9c7-9c8 9cb-9ce 9d7 ' +
  '9dc-9dd 9df-9e3 9f0-9f1 9fc 9fe a01-a03 a05-a0a a0f-a10 a13-a28 a2a-a30 a32-a33 a35-a36 a38-a39 a3c a3e-a42 a47-a48 a4b-a4d ' +
  'a51 a59-a5c a5e a70-a75 a81-a83 a85-a8d a8f-a91 a93-aa8 aaa-ab0 ab2-ab3 ab5-ab9 abc-ac5 ac7-ac9 acb-acd ad0 ae0-ae3 af9-aff ' +
  'b01-b03 b05-b0c b0f-b10 b13-b28 b2a-b30 b32-b33 b35-b39 b3c-b44 b47-b48 b4b-b4d b55-b57 b5c-b5d b5f-b63 b71 b82-b83 b85-b8a ' +
  'b8e-b90 b92-b95 b99-b9a b9c b9e-b9f ba3-ba4 ba8-baa bae-bb9 bbe-bc2 bc6-bc8 bca-bcd bd0 bd7 c00-c0c c0e-c10 c12-c28 c2a-c39 ' +
  'c3d-c44 c46-c48 c4a-c4d c55-c56 c58-c5a c60-c63 c80-c83 c85-c8c c8e-c90 c92-ca8 caa-cb3 cb5-cb9 cbc-cc4 cc6-cc8 cca-ccd ' +
  'cd5-cd6 cde ce0-ce3 cf1-cf2 d00-d0c d0e-d10 d12-d44 d46-d48 d4a-d4e d54-d57 d5f-d63 d7a-d7f d81-d83 d85-d96 d9a-db1 db3-dbb ' +
  'dbd dc0-dc6 dca dcf-dd4 dd6 dd8-ddf df2-df3 e01-e3a e40-e4e e81-e82 e84 e86-e8a e8c-ea3 ea5 ea7-ebd ec0-ec4 ec6 ec8-ecd ' +
  'edc-edf f00 f18-f19 f35-f39:2 f3e-f47 f49-f6c f71-f84 f86-f97 f99-fbc fc6 1000-103f 1050-108f 109a-109d 10fc 1100-1248 ' +
  '124a-124d 1250-1256 1258 125a-125d 1260-1288 128a-128d 1290-12b0 12b2-12b5 12b8-12be 12c0 12c2-12c5 12c8-12d6 12d8-1310 ' +
  '1312-1315 1318-135a 135d-135f 1380-138f 1401-166c 166f-167f 1681-169a 16a0-16ea 16f1-16f8 1700-170c 170e-1714 1720-1734 ' +
  '1740-1753 1760-176c 176e-1770 1772-1773 1780-17d3 17d7 17dc-17dd 180b-180d 1820-1878 1880-18aa 18b0-18f5 1900-191e 1920-192b ' +
  '1930-193b 1950-196d 1970-1974 1980-19ab 19b0-19c9 1a00-1a1b 1a20-1a5e 1a60-1a7c 1a7f 1aa7 1ab0-1ac0 1b00-1b4b 1b6b-1b73 ' +
  '1b80-1baf 1bba-1bf3 1c00-1c37 1c4d-1c4f 1c5a-1c7d 1cd0-1cd2 1cd4-1cfa 1d2c-1d6a 1d78 1d9b-1df9 1dfb-1dff 1f88-1f8f 1f98-1f9f ' +
  '1fa8-1faf 1fbc 1fcc 1ffc 2071 207f 2090-209c 20d0-20f0 2135-2138 2c7c-2c7d 2cef-2cf1 2d30-2d67 2d6f 2d7f-2d96 2da0-2da6 ' +
  '2da8-2dae 2db0-2db6 2db8-2dbe 2dc0-2dc6 2dc8-2dce 2dd0-2dd6 2dd8-2dde 2de0-2dff 2e2f 3005-3006 302a-302f 3031-3035 303b-303c ' +
  '3041-3096 3099-309a 309d-309f 30a1-30fa 30fc-30ff 3105-312f 3131-318e 31a0-31bf 31f0-31ff 3400-4dbf 4e00-9ffc a000-a48c ' +
  'a4d0-a4fd a500-a60c a610-a61f a62a-a62b a66e-a672 a674-a67d a67f a69c-a6e5 a6f0-a6f1 a717-a71f a770 a788 a78f a7f7-a7f9 ' +
  'a7fb-a827 a82c a840-a873 a880-a8c5 a8e0-a8f7 a8fb a8fd-a8ff a90a-a92d a930-a953 a960-a97c a980-a9c0 a9cf a9e0-a9ef a9fa-a9fe ' +
  'aa00-aa36 aa40-aa4d aa60-aa76 aa7a-aac2 aadb-aadd aae0-aaef aaf2-aaf6 ab01-ab06 ab09-ab0e ab11-ab16 ab20-ab26 ab28-ab2e ' +
  'ab5c-ab5f ab69 abc0-abea abec-abed ac00-d7a3 d7b0-d7c6 d7cb-d7fb f900-fa6d fa70-fad9 fb1d-fb28 fb2a-fb36 fb38-fb3c fb3e ' +
  'fb40-fb41 fb43-fb44 fb46-fbb1 fbd3-fd3d fd50-fd8f fd92-fdc7 fdf0-fdfb fe00-fe0f fe20-fe2f fe70-fe74 fe76-fefc ff66-ffbe ' +
  'ffc2-ffc7 ffca-ffcf ffd2-ffd7 ffda-ffdc';

/** Digits and other numbers. */
export const number =
  '30-39 660-669 6f0-6f9 7c0-7c9 966-96f 9e6-9ef 9f4-9f9 a66-a6f ae6-aef b66-b6f b72-b77 be6-bf2 c66-c6f c78-c7e ce6-cef d58-d5e ' +
  'd66-d78 de6-def e50-e59 ed0-ed9 f20-f33 1040-1049 1090-1099 1369-137c 16ee-16f0 17e0-17e9 17f0-17f9 1810-1819 1946-194f ' +
  '19d0-19da 1a80-1a89 1a90-1a99 1b50-1b59 1bb0-1bb9 1c40-1c49 1c50-1c59 2070 2074-2079 2080-2089 2150-2182 2185-2189 2460-249b ' +
  '24ea-24ff 2776-2793 2cfd 3007 3021-3029 3038-303a 3192-3195 3220-3229 3248-324f 3251-325f 3280-3289 32b1-32bf a620-a629 ' +
  'a6e6-a6ef a830-a835 a8d0-a8d9 a900-a909 a9d0-a9d9 a9f0-a9f9 aa50-aa59 abf0-abf9 ff10-ff19';

/** Blanks of ASCII, punctuation and symbols. */
export const punctuation =
  '9-d 20-2f 3a-40 5b-60 7b-7e a1-a9 ab-ac ae-b1 b4 b6-b8 bb bf d7 f7 2c2-2c5 2d2-2df 2e5-2eb 2ed 2ef-2ff 375 37e 384-385 387 3f6 ' +
  '482 55a-55f 589-58a 58d-58f 5be 5c0 5c3 5c6 5f3-5f4 606-60f 61b 61e-61f 66a-66d 6d4 6de 6e9 6fd-6fe 700-70d 7f6-7f9 7fe-7ff ' +
  '830-83e 85e 964-965 970 9f2-9f3 9fa-9fb 9fd a76 af0-af1 b70 bf3-bfa c77 c7f c84 d4f d79 df4 e3f e4f e5a-e5b f01-f17 f1a-f1f ' +
  'f34-f38:2 f3a-f3d f85 fbe-fc5 fc7-fcc fce-fda 104a-104f 109e-109f 10fb 1360-1368 1390-1399 1400 166d-166e 169b-169c 16eb-16ed ' +
  '1735-1736 17d4-17d6 17d8-17db 1800-180a 1940 1944-1945 19de-19ff 1a1e-1a1f 1aa0-1aa6 1aa8-1aad 1b5a-1b6a 1b74-1b7c 1bfc-1bff ' +
  '1c3b-1c3f 1c7e-1c7f 1cc0-1cc7 1cd3 1fbd 1fbf-1fc1 1fcd-1fcf 1fdd-1fdf 1fed-1fef 1ffd-1ffe 2010-2027 2030-205e 207a-207e ' +
  '208a-208e 20a0-20bf 2100-2101 2103-2106 2108-2109 2114 2116-2118 211e-2123 2125-2129:2 212e 213a-213b 2140-2144 214a-214d 214f ' +
  '218a-218b 2190-2426 2440-244a 249c-24e9 2500-2775 2794-2b73 2b76-2b95 2b97-2bff 2ce5-2cea 2cf9-2cfc 2cfe-2cff 2d70 2e00-2e2e ' +
  '2e30-2e52 2e80-2e99 2e9b-2ef3 2f00-2fd5 2ff0-2ffb 3001-3004 3008-3020 3030 3036-3037 303d-303f 309b-309c 30a0 30fb 3190-3191 ' +
  '3196-319f 31c0-31e3 3200-321e 322a-3247 3250 3260-327f 328a-32b0 32c0-33ff 4dc0-4dff a490-a4c6 a4fe-a4ff a60d-a60f a673 a67e ' +
  'a6f2-a6f7 a700-a716 a720-a721 a789-a78a a828-a82b a836-a839 a874-a877 a8ce-a8cf a8f8-a8fa a8fc a92e-a92f a95f a9c1-a9cd ' +
  'a9de-a9df aa5c-aa5f aa77-aa79 aade-aadf aaf0-aaf1 ab5b ab6a-ab6b abeb fb29 fbb2-fbc1 fd3e-fd3f fdfc-fdfd fe10-fe19 fe30-fe52 ' +
  'fe54-fe66 fe68-fe6b ff01-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffe6 ffe8-ffee fffc-fffd 10100-10102 10137-1013f 10179-10189 ' +
  '1018c-1018e 10190-1019c 101a0 101d0-101fc 1039f 103d0 1056f 10857 10877-10878 1091f 1093f 10a50-10a58 10a7f 10ac8 10af0-10af6 ' +
  '10b39-10b3f 10b99-10b9c 10ead 10f55-10f59 11047-1104d 110bb-110bc 110be-110c1 11140-11143 11174-11175 111c5-111c8 111cd 111db ' +
  '111dd-111df 11238-1123d 112a9 1144b-1144f 1145a-1145b 1145d 114c6 115c1-115d7 11641-11643 11660-1166c 1173c-1173f 1183b ' +
  '11944-11946 119e2 11a3f-11a46 11a9a-11a9c 11a9e-11aa2 11c41-11c45 11c70-11c71 11ef7-11ef8 11fd5-11ff1 11fff 12470-12474 ' +
  '16a6e-16a6f 16af5 16b37-16b3f 16b44-16b45 16e97-16e9a 16fe2 1bc9c 1bc9f 1d000-1d0f5 1d100-1d126 1d129-1d164 1d16a-1d16c ' +
  '1d183-1d184 1d18c-1d1a9 1d1ae-1d1e8 1d200-1d241 1d245 1d300-1d356 1d6c1 1d6db 1d6fb 1d715 1d735 1d74f 1d76f 1d789 1d7a9 1d7c3 ' +
  '1d800-1d9ff 1da37-1da3a 1da6d-1da74 1da76-1da83 1da85-1da8b 1e14f 1e2ff 1e95e-1e95f 1ecac 1ecb0 1ed2e 1eef0-1eef1 1f000-1f02b ' +
  '1f030-1f093 1f0a0-1f0ae 1f0b1-1f0bf 1f0c1-1f0cf 1f0d1-1f0f5 1f10d-1f1ad 1f1e6-1f202 1f210-1f23b 1f240-1f248 1f250-1f251 ' +
  '1f260-1f265 1f300-1f6d7 1f6e0-1f6ec 1f6f0-1f6fc 1f700-1f773 1f780-1f7d8 1f7e0-1f7eb 1f800-1f80b 1f810-1f847 1f850-1f859 ' +
  '1f860-1f887 1f890-1f8ad 1f8b0-1f8b1 1f900-1f978 1f97a-1f9cb 1f9cd-1fa53 1fa60-1fa6d 1fa70-1fa74 1fa78-1fa7a 1fa80-1fa86 ' +
  '1fa90-1faa8 1fab0-1fab6 1fac0-1fac2 1fad0-1fad6 1fb00-1fb92 1fb94-1fbca';

/** Blanks, but not those that hold words together. */
export const blank = '9-d 1c-20 1680 2000-2006 2008-200a 2028-2029 205f 3000';
