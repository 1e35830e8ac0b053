import { writeFileSync } from 'node:fs';
import { renderOpenApi, openApiFile } from './openapi-file.ts';

// Writes docs/openapi.json anew; a test fails while the file is stale.
writeFileSync(openApiFile, renderOpenApi());
