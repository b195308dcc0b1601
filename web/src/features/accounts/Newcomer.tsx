import { Checkbox, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { NewPassword } from '@/ui/Password';
import { PolicyText } from './PolicyText';

export const NEWCOMER = { name: '', phone: '', password: '', accepted: false };
type Newcomer = typeof NEWCOMER;
type Props<V extends Newcomer> = { form: UseFormReturnType<V>; version: string };

/** What a newcomer says of themselves, and what they accept, to be read on the spot. */
export function NewcomerFields<V extends Newcomer>({ form: given, version }: Props<V>) {
  const { t } = useTranslation();
  const form = given as unknown as UseFormReturnType<Newcomer>;
  return (
    <>
      <TextInput
        label={t('field.name')}
        autoComplete="name"
        required
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('field.phone')}
        description={t('field.phone_why')}
        type="tel"
        autoComplete="tel"
        placeholder="+91 98100 12345"
        maxLength={40}
        required
        {...form.getInputProps('phone')}
      />
      <NewPassword
        label={t('field.password')}
        description={t('password.how')}
        {...form.getInputProps('password')}
      />
      <PolicyText version={version} />
      <Checkbox
        label={t('policy.accept', { version })}
        required
        {...form.getInputProps('accepted', { type: 'checkbox' })}
      />
    </>
  );
}
