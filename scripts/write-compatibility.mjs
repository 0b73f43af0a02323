// node scripts/write-compatibility.mjs, after npm run build: writes the generated part of docs/compatibility.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { readBailianCatalogue } from '../dist/providers/bailian/bailian.catalogue.js';
import { CHAT_RULES } from '../dist/providers/bailian/params/chat-rules.js';
import { renderCompatibility } from './render-compatibility.mjs';

const PAGE = new URL('../docs/compatibility.md', import.meta.url);

const facts = { rules: CHAT_RULES, models: readBailianCatalogue() };
writeFileSync(PAGE, renderCompatibility(readFileSync(PAGE, 'utf8'), facts));
