// The addresses that are open to people who are not signed in.

export const isPublicAddress = (path: string) => path === '/sign-in' || path === '/setup';
