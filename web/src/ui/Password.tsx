import { PasswordInput, type PasswordInputProps, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const LEAST = 15;

/** How good a password is, as a part of the bar and a word; the API decides in the end. */
export function strengthOf(password: string): { part: number; word: string } {
  const kinds = new Set(password.toLowerCase()).size;
  if (!password) return { part: 0, word: 'none' };
  if (password.length < LEAST)
    return { part: Math.max(8, (password.length / LEAST) * 50), word: 'short' };
  if (kinds < 5) return { part: 40, word: 'same' };
  return password.length < 20 || kinds < 9
    ? { part: 75, word: 'good' }
    : { part: 100, word: 'strong' };
}

/** A new password, with its strength in words. */
export function NewPassword({ value, ...rest }: PasswordInputProps & { value?: string }) {
  const { t } = useTranslation();
  const { part, word } = strengthOf(value ?? '');
  const color = part < 50 ? 'red' : part < 100 ? 'yellow' : 'green';
  return (
    <div>
      <PasswordInput
        autoComplete="new-password"
        required
        maxLength={1024}
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        value={value}
        {...rest}
      />
      <Progress value={part} color={color} size={4} mt={8} aria-hidden />
      <Text size="sm" c="dimmed" mt={4} aria-live="polite">
        {t(`password.${word}`, { count: LEAST - (value?.length ?? 0) })}
      </Text>
    </div>
  );
}
