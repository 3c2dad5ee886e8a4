// The catalogue: every text of the interface, in English. A part of the product has a section of its own; words with
// counts are functions, so that a language can choose its plural form.
import { common } from './en/common';
import { errors } from './en/errors';
import { format } from './en/format';
import { home } from './en/home';
import { identity } from './en/identity';
import { notebooks } from './en/notebooks';
import { shell } from './en/shell';
import { workload } from './en/workload';

export const t = { common, errors, format, home, identity, notebooks, shell, workload };
