// Which links between objects an edit adds and which it takes away.

export type Choice = { value: string; label: string };

/** The form in which the API takes changed relations. */
export function relation(before: readonly Choice[], after: readonly Choice[]) {
  const ids = (choices: readonly Choice[]) => new Set(choices.map(({ value }) => value));
  const [old, now] = [ids(before), ids(after)];
  return {
    connect: [...now].filter((id) => !old.has(id)).map((id) => ({ id })),
    disconnect: [...old].filter((id) => !now.has(id)).map((id) => ({ id })),
  };
}

/** Everybody is in the group of this name; it is never chosen. */
const EVERYONE = 'everyone';

/** Of groups as the API gives them. */
export function groupChoices(
  groups: readonly ({ id: string; name: string; displayName?: string | null } | null)[] | null | undefined,
): Choice[] {
  return (groups ?? []).flatMap((group) =>
    group && group.name !== EVERYONE ? [{ value: group.id, label: group.displayName || group.name }] : [],
  );
}
