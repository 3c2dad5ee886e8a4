// Chooses the form of a word by a count, after the rules of the language.
import { number } from '../format/number';
import { format } from './en/format';

const rules = new Intl.PluralRules('en');

/** `#` in the chosen form becomes the count: plural(3, { one: '# group', other: '# groups' }). */
export function plural(count: number, forms: { one: string; other: string }): string {
  const form = rules.select(count) === 'one' ? forms.one : forms.other;
  return form.replace('#', number(count));
}

/** Joins words to "a, b and c". */
export function list(words: string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')}${format.and}${words.at(-1)}`;
}
