const texts: Readonly<Record<string, string>> = {
  openid: 'Know your user name',
  offline_access: 'Stay signed in until you sign it out',
};

/** What a scope means for the person who is asked; one that is not known is shown as it is. */
export function scopeText(scope: string): string {
  return texts[scope] ?? scope;
}
