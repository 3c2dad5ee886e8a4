// Where the pages of jobs were in earlier versions, and where they are now.

/** "job/create" → "jobs/new", "recurringJob/<id>" → "jobs/recurring/<id>". */
export function formerJobPath(path: string): string {
  const [part, rest] = path.split('/');
  if (part === 'recurringJob') return ['jobs/recurring', rest].filter(Boolean).join('/');
  return ['jobs', rest === 'create' ? 'new' : rest].filter(Boolean).join('/');
}
