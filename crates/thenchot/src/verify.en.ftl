# What `thenchot verify portal` says.

verify-counts = { $entries } entries in { $bundles } signed bundles
verify-problem = PROBLEM: { $what }
verify-wrong = { $count } things on the portal are not explained by what the office issued; stop the server, keep a copy of the data folder for whoever looks into it, run `thenchot rebuild portal` and start the server again
verify-sound = everything on the portal was issued by the office
verify-place = entry { $seq } of { $stream } ({ $kind ->
    [edition] article { $subject }, edition { $edition }
    [withdrawal] withdrawal of article { $subject }
    [paper] paper { $subject }, edition { $edition }
    [paper_withdrawal] withdrawal of paper { $subject }
   *[other] { $kind } { $subject }
})
verify-bundle = entries { $first } to { $last } of { $stream } are not what was signed: { $what }
verify-unexplained = { $place } was brought by no signed bundle
verify-misplaced = { $place } is about something else than the log says
verify-length = the log of { $stream } ends at entry { $found }, but entry { $noted } was the last that crossed
verify-not-issued = entry { $seq } of { $stream } is not what the office issued under this number
verify-file = the file { $hash } of paper { $paper } cannot be shown: { $error }
