// Chooses the colours here and remembers the choice with the account.
import { graphql } from '../api/graphql';
import { useApiMutation } from '../api/mutate';
import { t } from '../messages/en';
import { chooseTheme, type ThemeChoice } from '../ui/mode';
import { useToast } from '../ui/toast';

const SaveThemeDocument = graphql(`
  mutation SaveTheme($theme: String!) {
    updateProfile(theme: $theme) {
      id
      theme
    }
  }
`);

export function useChooseTheme() {
  const { mutate } = useApiMutation(SaveThemeDocument, ['user']);
  const toast = useToast();
  return (theme: ThemeChoice) => {
    chooseTheme(theme);
    mutate({ theme }, { onError: (error) => toast.failure(t.shell.themeNotSaved, error) });
  };
}
