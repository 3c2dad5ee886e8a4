// The addresses of public notebooks, the second one of earlier versions.

const SHARE = /^\/(?:console\/)?share\/([^/]+)\/?$/;

export const shareHash = (pathname: string): string | undefined => SHARE.exec(pathname)?.[1];
