# The register of localities.

places = Localities
places-hint = Provinces, districts and communes from the state's register, also those that are no more. With or without marks.
places-none = There is no register yet.
places-none-hint = Whoever set the office up loads it with the command thenchot import units.
place-label = Name or code
place-find = Look up
place-size = { $n ->
    [one] The register has { $count } locality.
   *[other] The register has { $count } localities.
}
place-found = { $n ->
    [0] Nothing was found.
    [one] { $count } locality
   *[other] { $count } localities
}
place-none-hint = Try fewer words, or add the province: “an cu an giang”.
place-code = code { $code }
place-since = since { $day }
place-until = until { $day }
place-always = it is not known since when
place-then = Then: { $names }
place-from-what = Made of: { $names }
place-part = a part of { $name }
place-more = { $n ->
    [one] and { $count } more
   *[other] and { $count } more
}
place-lies = In
place-became = What became of it
place-was = What it was made of
place-inside = What lies in it
place-went-whole = all of it
place-went-default = a part (assumed when no more is known)
place-went-part = a part
place-which = Several have that name. Choose one.
place-unknown = It is not in the register. Type it again, or leave it empty.
place-choose = Which one
place-of-unit = Area
place-of-merged-hint = Type the name of a commune or ward and choose. Left empty, it is the area that the old units share; committees of communes, wards, districts or provinces of different areas get a new area by the name of the new unit.
place-of-part-hint = Type the name of a commune or ward and choose. Left empty, the new unit has a new area by its own name; the one that takes the rest keeps the old area.
place-of-unit-hint = Type the name of a commune or ward and choose; with or without marks. Left empty, it is the area of the unit above; a committee of a commune, ward or province must name its own.
place-needed = Which area is this committee for? Type the name of a commune or ward and choose.
place-anothers = Another unit, which this decision does not change, is in charge of this area. Name the area of the new unit, or leave it empty.
place-twice = Two new units cannot both be for one area.
place-ended = It is no more since { $day }. Choose one that is there on the day of the decision.
place-to-come = It is there only since { $day }. Choose one that is there on the day of the decision.
verb-gazetteer-import = Localities were loaded
