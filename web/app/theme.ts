import { createTheme, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  defaultRadius: 'md',
  // White on a shade that is dark enough for small text (WCAG 2.2, 4.5 to 1).
  primaryShade: { light: 7, dark: 7 },
  cursorType: 'pointer',
});

/** The library's grey for quiet text has 3.3 to 1 on white, its red for errors as much on black; WCAG 2.2 asks for 4.5 to 1. */
export const cssVariablesResolver: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: { '--mantine-color-dimmed': colors.gray[7], '--mantine-color-placeholder': colors.gray[7] },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[1],
    '--mantine-color-error': colors.red[5],
  },
});
