// The nonce of this page's content security policy, and giving it to the style elements that libraries make.

/** Scripts cannot read the attribute, only the property. */
export const nonce = () => document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce || undefined;

/**
 * antd (scroll lock), cmdk and xterm make style elements and have no setting for a nonce. Without one the policy blocks
 * them, the page behind a dialog scrolls, and each is reported as an error.
 */
export function giveStylesTheNonce() {
  const value = nonce();
  if (!value) return;
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = value;
    return element;
  };
}
