import { ActionIcon, Popover, SimpleGrid } from '@mantine/core';
import { Smile } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const ALL = [
  ...['😀', '😊', '😄', '😂', '😉', '😍', '🤗', '🤔', '😅', '😢', '😮', '😴'],
  ...['🙏', '👍', '👎', '👌', '👏', '🙌', '💪', '🤝', '👋', '✌️', '☝️', '🫶'],
  ...['❤️', '💚', '🧡', '💯', '🎉', '🎁', '🌟', '🔥', '✨', '🌸', '🪔', '🎂'],
  ...['✅', '❌', '⚠️', '⏰', '📅', '📦', '🚚', '💳', '📍', '📞', '🛒', '🍵'],
];

/** A small choice; the system's own keyboard has all the others. */
export function Emoji({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus withRoles position="top-start">
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size={36}
          aria-label={t('inbox.emoji')}
          title={t('inbox.emoji')}
          onClick={() => setOpen(!open)}
        >
          <Smile size={19} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        <SimpleGrid cols={8} spacing={2} verticalSpacing={2}>
          {ALL.map((emoji) => (
            <ActionIcon
              key={emoji}
              variant="subtle"
              color="gray"
              size={34}
              fz={20}
              aria-label={emoji}
              onClick={() => {
                setOpen(false);
                onChoose(emoji);
              }}
            >
              {emoji}
            </ActionIcon>
          ))}
        </SimpleGrid>
      </Popover.Dropdown>
    </Popover>
  );
}
