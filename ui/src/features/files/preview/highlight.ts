// Code as HTML with its parts marked, for the languages that notebooks are written in.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import julia from 'highlight.js/lib/languages/julia';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import sql from 'highlight.js/lib/languages/sql';
import yaml from 'highlight.js/lib/languages/yaml';
import { escaped } from './escape';

const languages = { bash, json, julia, python, r, sql, yaml };

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** So much in one cell is data; marking its parts helps nobody. */
const LONGEST = 100_000;

export function highlighted(code: string, language: string): string {
  const name = language.toLowerCase();
  if (!hljs.getLanguage(name) || code.length > LONGEST) return escaped(code);
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}
