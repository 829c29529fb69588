/** The look of a tab; links that filter a list by URL wear it too, with `aria-current`. */
export const tabStyle =
  'focus-inset inline-flex h-7 shrink-0 items-center gap-1.5 rounded-sm px-2 font-medium whitespace-nowrap text-muted-foreground transition-colors duration-(--duration-fast) hover:bg-accent aria-[current=true]:bg-accent aria-[current=true]:text-foreground data-[state=active]:bg-accent data-[state=active]:text-foreground max-sm:h-8';
