// A group's name for addresses and paths, made from what people call it.

const MOST = 50;

export function groupNameFrom(displayName: string): string {
  const words = displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MOST)
    .replace(/-+$/, '');
  if (words || !displayName.trim()) return words;
  // A name in another script has no such letters, but the group still needs an address.
  return `group-${[...displayName].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 46656, 7).toString(36)}`;
}
