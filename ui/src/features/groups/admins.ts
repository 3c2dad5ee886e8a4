// The list of group admins as the API has it: usernames in one text, parted by commas.

export function withAdmin(admins: string, username: string, isAdmin: boolean): string {
  const others = admins.split(',').filter((name) => name !== '' && name !== username);
  return [...others, ...(isAdmin ? [username] : [])].join(',');
}
