import { createFileRoute } from '@tanstack/react-router';
import { Keys } from '@/features/settings/Keys';

export const Route = createFileRoute('/_in/settings/keys')({ component: Keys });
