"""治疗日历: from the plan of a register entry to the days of treatment. The calendar is pure: it reads no table."""
