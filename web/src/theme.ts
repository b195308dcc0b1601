import { t } from 'i18next';
import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Measured: with these every page passes WCAG 2.2 AA in both schemes. */
export const theme = createTheme({
  primaryColor: 'brand',
  autoContrast: true,
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  colors: {
    brand: [
      '#e6f7f1',
      '#ccebe0',
      '#9ad9c4',
      '#64c5a5',
      '#3bb48b',
      '#22aa7b',
      '#0f9d6e',
      '#07835b',
      '#066c4b',
      '#05573d',
    ],
  },
  fontFamily: '"Inter Variable", "Noto Sans Devanagari", system-ui, sans-serif',
  headings: {
    fontFamily: '"Inter Variable", "Noto Sans Devanagari", system-ui, sans-serif',
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.25' }, h2: { fontSize: '1.2rem' } },
  },
  components: {
    Anchor: { defaultProps: { underline: 'always' } },
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Badge: { defaultProps: { tt: 'none', fw: 600 } },
    // Only what went wrong is an alert, and says so itself.
    // A title in the colour of its alert is too pale to read on yellow.
    Alert: {
      defaultProps: { variant: 'light', role: 'note' },
      styles: { title: { color: 'var(--mantine-color-text)' } },
    },
    // Asked when it is shown: the language may have changed.
    Notification: { defaultProps: () => ({ closeButtonProps: { 'aria-label': t('close') } }) },
    Loader: { defaultProps: { type: 'dots' } },
  },
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-8)',
    '--page': '#f6f8f7',
    '--surface': '#ffffff',
    '--edge': '#e3e9e6',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-anchor': 'var(--mantine-color-brand-4)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--page': '#141716',
    '--surface': '#1c201f',
    '--edge': '#2f3633',
  },
});
