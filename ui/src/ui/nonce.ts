// The nonce of this page's content security policy. Scripts cannot read the attribute, only the property.

export const nonce = () => document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;
